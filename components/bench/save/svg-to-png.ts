/** Safari draws no larger canvas than this, in pixels. */
const MOST_PIXELS = 16_000_000;

/**
 * An SVG drawn by the browser, twice as fine as its size where that is possible. It may hold no
 * picture and no font of its own: a page's rules let in data of the page alone.
 */
export async function svgToPng(svg: string, width: number, height: number): Promise<Blob | null> {
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(width * scale);
  canvas.height = Math.floor(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
