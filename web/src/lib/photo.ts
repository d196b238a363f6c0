const SIDE = 320;
const QUALITY = 0.85;

/**
 * The middle of a picture, square and small, drawn anew: what a camera notes of a picture, often the place, stays behind.
 * Fails with a `DOMException` for what is no picture the browser knows.
 */
export async function photoOf(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const side = Math.min(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const from = [(picture.width - side) / 2, (picture.height - side) / 2] as const;
  canvas.getContext("2d")?.drawImage(picture, ...from, side, side, 0, 0, SIDE, SIDE);
  picture.close();
  const made = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, "image/webp", QUALITY);
  });
  if (!made) throw new DOMException("The picture cannot be drawn.", "EncodingError");
  return made;
}
