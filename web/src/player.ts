import "./storage";

// Players are <media-controller> elements in the page; this defines them.
import "media-chrome";

// One clip at a time: starting one pauses the others.
document.addEventListener(
  "play",
  (event) => {
    for (const video of document.querySelectorAll("video")) {
      if (video !== event.target) video.pause();
    }
  },
  true,
);
