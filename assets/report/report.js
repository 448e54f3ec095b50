// Times seek the small copy of the recording; a click on the timeline does the same.
const player = document.getElementById("recording");
const timeline = document.getElementById("timeline");
const playhead = document.getElementById("playhead");

function seek(seconds) {
  if (!player) return;
  player.currentTime = seconds;
  player.scrollIntoView({ block: "center", behavior: "smooth" });
  player.play().catch(() => {});
}

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-seconds]");
  if (from) seek(Number(from.dataset.seconds));
});

if (player && timeline) {
  const { duration, left, width } = timeline.dataset;
  const place = (seconds) => Number(left) + (Number(width) * seconds) / Number(duration);
  timeline.addEventListener("click", (event) => {
    if (event.target.closest("a, [data-seconds]")) return;
    const at = new DOMPoint(event.clientX, event.clientY)
      .matrixTransform(timeline.getScreenCTM().inverse()).x;
    const share = (at - Number(left)) / Number(width);
    if (share >= 0 && share <= 1) seek(share * Number(duration));
  });
  player.addEventListener("timeupdate", () => {
    playhead.removeAttribute("visibility");
    playhead.setAttribute("transform", `translate(${place(player.currentTime)} 0)`);
  });
}

// One sound at a time.
document.addEventListener("play", (event) => {
  for (const video of document.querySelectorAll("video")) {
    if (video !== event.target) video.pause();
  }
}, true);
