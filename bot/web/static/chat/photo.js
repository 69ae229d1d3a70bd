// A photo is made smaller before it is kept or sent: less to pay for in the village, and no hidden place in it.

const LONGEST = 2048;
const THUMB = 240;

function loaded(file) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = URL.createObjectURL(file);
  });
}

function drawn(image, longest, quality) {
  const scale = Math.min(1, longest / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", quality);
}

function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = reject;
    reader.readAsDataURL(file);
  });
}

// {image, thumb}: data addresses. A kind that this browser cannot show goes as it is.
export async function prepared(file) {
  let image;
  try {
    image = await loaded(file);
  } catch (error) {
    return { image: await read(file), thumb: "" };
  }
  const made = { image: drawn(image, LONGEST, 0.82), thumb: drawn(image, THUMB, 0.7) };
  URL.revokeObjectURL(image.src);
  return made;
}

export function blobOf(address) {
  const comma = address.indexOf(",");
  const mime = address.slice(5, address.indexOf(";"));
  const bytes = atob(address.slice(comma + 1));
  const content = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) content[at] = bytes.charCodeAt(at);
  return new Blob([content], { type: mime });
}
