// Times seek the small copy of the recording; a click on the timeline does the same and tells why
// there is no clip.
const player = document.getElementById("recording");
const timeline = document.getElementById("timeline");
const playhead = document.getElementById("playhead");
const answer = document.getElementById("answer");
const { duration, left, width } = timeline.dataset;
const place = (seconds) => Number(left) + (Number(width) * seconds) / Number(duration);

function seek(seconds, scroll = true) {
  if (!player) return;
  player.currentTime = seconds;
  if (scroll) player.scrollIntoView({ block: "center", behavior: "smooth" });
  player.play().catch(() => {});
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
}

// "75", "1:15" and "1:02:03"; NaN for anything else.
function seconds(text) {
  const parts = text.trim().split(/[:：]/);
  if (parts.length > 3 || parts.some((part) => !/^\d+(\.\d+)?$/.test(part))) return NaN;
  return parts.reduce((sum, part) => 60 * sum + Number(part), 0);
}

const span = (one) => [Number(one.dataset.start), Number(one.dataset.end)];

function holding(selector, at) {
  return [...document.querySelectorAll(selector)].find((one) => {
    const [start, end] = span(one);
    return start <= at && at < end;
  });
}

function paragraph(...parts) {
  const made = document.createElement("p");
  made.append(...parts);
  return made;
}

function link(target, text) {
  const made = document.createElement("a");
  made.href = `#${target.id}`;
  made.textContent = text;
  return made;
}

// What is told of a moment, each line an array of texts and links.
function told(at) {
  const clip = holding("article.clip", at);
  if (clip) {
    const rank = clip.querySelector(".rank").textContent;
    return [["This moment is in clip ", link(clip, `${rank}: ${clip.querySelector("h3").textContent}`), "."]];
  }
  const passed = holding("li.passed", at);
  if (passed) {
    const title = passed.querySelector(".name").textContent;
    return [["Weighed and not chosen: ", link(passed, title), "."], [passed.querySelector(".why").textContent]];
  }
  const line = holding(".transcript p", at);
  if (!line) return [["Nobody speaks here, and nothing here made a candidate that is worth naming."]];
  const words = line.querySelector(".words").textContent;
  return [
    ["No candidate that is worth naming holds this sentence: it scored too little, or no clip of the allowed length begins and ends well around it."],
    [`“${words}”`],
  ];
}

function explain(at) {
  const when = document.createElement("span");
  when.className = "at";
  when.textContent = clock(at);
  const lines = told(at).map((parts) => paragraph(...parts));
  lines[0].prepend(when);
  answer.replaceChildren(...lines);
  answer.hidden = false;
  mark(at);
}

function mark(at) {
  let line = timeline.querySelector(".asked");
  if (!line) {
    line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    line.setAttribute("class", "asked");
    line.setAttribute("y1", 0);
    line.setAttribute("y2", timeline.viewBox.baseVal.height - 20);
    timeline.append(line);
  }
  line.setAttribute("x1", place(at));
  line.setAttribute("x2", place(at));
}

document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-seconds]");
  if (from) seek(Number(from.dataset.seconds));
});

timeline.addEventListener("click", (event) => {
  if (event.target.closest("a, [data-seconds]")) return;
  const at = new DOMPoint(event.clientX, event.clientY)
    .matrixTransform(timeline.getScreenCTM().inverse()).x;
  const share = (at - Number(left)) / Number(width);
  if (share < 0 || share > 1) return;
  seek(share * Number(duration), false);
  explain(share * Number(duration));
});

document.getElementById("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const at = seconds(event.target.moment.value);
  if (at >= 0 && at <= Number(duration)) {
    explain(at);
    return;
  }
  answer.replaceChildren(paragraph(`Write a time up to ${clock(Number(duration))}, such as 0:45.`));
  answer.hidden = false;
});

if (player) {
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
