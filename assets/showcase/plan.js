// The floor plan on a sheet of its own, as large as the window.
(() => {
  const sheet = document.getElementById("sheet");
  const opener = document.querySelector(".plan button");
  sheet.append(opener.firstElementChild.cloneNode());
  opener.addEventListener("click", () => sheet.showModal());
  sheet.addEventListener("click", () => sheet.close());
})();
