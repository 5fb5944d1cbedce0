// Keeps a chart as PNG: the same SVG that can be kept as a file, drawn by the browser at twice its size.

const SCALE = 2;

function keep(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

async function png(address, name) {
  const svg = await fetch(address).then((response) => response.blob());
  const source = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * SCALE;
  canvas.height = picture.naturalHeight * SCALE;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(source);
  const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const made = URL.createObjectURL(drawn);
  keep(made, name);
  setTimeout(() => URL.revokeObjectURL(made), 10000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-png]");
  if (button) png(button.dataset.png, button.dataset.name);
});
