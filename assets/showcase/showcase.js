// Previews under the pointer, the theatre for one short, and a recording that follows the timeline.
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

  for (const box of all(".phone, .screen")) {
    const video = box.querySelector("video");
    const stop = () => { video.pause(); video.currentTime = 0; box.classList.remove("moving"); };
    if (still) continue;
    box.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") video.play().then(() => box.classList.add("moving"), () => {});
    });
    box.addEventListener("pointerleave", stop);
  }

  const theatre = document.getElementById("theatre");
  const screen = theatre.querySelector("video");
  const cards = all(".short");
  let shown = 0;
  const fill = (query, card, source) => {
    const to = theatre.querySelector(query);
    to.replaceChildren(...(card.querySelector(source)?.cloneNode(true).childNodes ?? []));
    return to;
  };
  function open(rank) {
    const at = cards.findIndex((card) => card.dataset.clip === String(rank));
    if (at < 0) return false;
    shown = at;
    const card = cards[at];
    theatre.className = [...card.classList].find((name) => name.startsWith("tone-")) ?? "";
    fill(".kind", card, ".kind");
    fill("#theatre-title", card, "h3");
    fill(".chips", card, ".chips");
    fill(".from", card, ".from");
    const reasons = fill(".reasons", card, ".reasons");
    reasons.previousElementSibling.hidden = !reasons.childNodes.length;
    recording?.pause();
    screen.poster = card.dataset.cover;
    screen.src = card.dataset.video;
    if (!theatre.open) theatre.showModal();
    screen.play().catch(() => {});
    return true;
  }
  theatre.addEventListener("close", () => { screen.pause(); screen.removeAttribute("src"); screen.load(); });
  theatre.addEventListener("click", (event) => {
    if (event.target === theatre || event.target.closest("[data-close]")) theatre.close();
    const step = event.target.closest("[data-step]");
    if (step) open(cards[(shown + Number(step.dataset.step) + cards.length) % cards.length].dataset.clip);
  });

  const recording = document.getElementById("recording");
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const opener = event.target.closest("[data-open]");
    if (opener && open(opener.dataset.open)) event.preventDefault();
    const seeker = event.target.closest("[data-seek]");
    if (seeker && recording) {
      event.preventDefault();
      theatre.close();
      seek(Number(seeker.dataset.seek));
      recording.scrollIntoView({ block: "center" });
    }
  });
  // The tour listens to the arrow keys of the whole window; outside of it they scroll and seek.
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.(".tour-box")) event.stopPropagation();
  });
  if (!recording) return;

  function seek(seconds) {
    recording.currentTime = seconds;
    recording.play().catch(() => {});
  }
  const band = document.getElementById("band");
  const duration = Number(band.dataset.duration);
  const [playhead, pointer] = [band.querySelector(".playhead"), band.querySelector(".pointer")];
  const place = (event) => {
    const line = band.querySelector(".columns").getBoundingClientRect();
    return Math.min(Math.max((event.clientX - line.left) / line.width, 0), 1);
  };
  band.classList.add("seekable");
  band.addEventListener("pointermove", (event) => {
    const share = place(event);
    pointer.style.left = `${100 * share}%`;
    pointer.firstElementChild.textContent = clock(share * duration);
  });
  band.addEventListener("click", (event) => {
    if (event.target.closest(".track") && !event.target.closest("a")) seek(place(event) * duration);
  });

  const said = document.getElementById("said");
  const lines = all(".line");
  let now = null;
  function follow() {
    const t = recording.currentTime;
    playhead.style.left = `${(100 * t) / duration}%`;
    const line = lines.findLast((one) => Number(one.dataset.at) <= t + 0.05) ?? null;
    if (line === now) return;
    now?.classList.remove("now");
    now = line;
    now?.classList.add("now");
    if (now && !said.matches(":hover")) said.scrollTo({ top: now.offsetTop - said.clientHeight / 3, behavior: still ? "auto" : "smooth" });
  }
  recording.addEventListener("timeupdate", follow);
  recording.addEventListener("seeking", follow);
})();
