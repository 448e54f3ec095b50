import "./storage";

// Players are <media-controller> elements in the page; this defines them.
import "media-chrome";
import "media-chrome/menu";

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

// A link to a moment (#t=61.5) moves the player of the whole recording there.
function seek(hash: string, play: boolean): boolean {
  const box = document.getElementById("whole");
  const video = box?.querySelector("video");
  const moment = /^#t=(\d+(?:\.\d+)?)$/.exec(hash)?.[1];
  if (!box || !video || moment === undefined) return false;
  const go = (): void => {
    video.currentTime = Number(moment);
    // Where a browser does not let it play by itself, it stands at the moment.
    if (play) void video.play().catch(() => undefined);
  };
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) go();
  else {
    video.addEventListener("loadedmetadata", go, { once: true });
    video.load();
  }
  box.scrollIntoView({ block: "center", behavior: "smooth" });
  return true;
}

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#t=']");
  if (link && seek(link.hash, true)) {
    event.preventDefault();
    history.replaceState(null, "", link.hash);
  }
});
seek(location.hash, false);
