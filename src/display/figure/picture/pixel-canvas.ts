import { encodePng } from "./encode-png.js";
import { textWidth } from "./text-width.js";

/** Pixels as the DOM's `ImageData` holds them. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

const emptyPixels = (width: number, height: number): Pixels => ({
  width,
  height,
  data: new Uint8ClampedArray(width * height * 4),
});

function parseColor(style: string): readonly [number, number, number, number] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(style);
  if (hex) return [parseInt(hex[1]!, 16), parseInt(hex[2]!, 16), parseInt(hex[3]!, 16), 255];
  const [red = 0, green = 0, blue = 0, opacity = 1] = (style.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, Math.round(opacity * 255)];
}

/**
 * The little of a browser's 2D canvas that Plotly draws heatmaps with: opaque rectangles and pixels put in place.
 */
export class PixelCanvas {
  fillStyle = "#000000";
  readonly #pixels: Pixels;

  constructor(width: number, height: number) {
    this.#pixels = emptyPixels(width, height);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const color = parseColor(this.fillStyle);
    const { data, width: columns, height: rows } = this.#pixels;
    const [left, right] = [Math.max(0, Math.round(x)), Math.min(columns, Math.round(x + width))];
    for (let row = Math.max(0, Math.round(y)); row < Math.min(rows, Math.round(y + height)); row++) {
      for (let column = left; column < right; column++) data.set(color, (row * columns + column) * 4);
    }
  }

  createImageData(width: number, height: number): Pixels {
    return emptyPixels(width, height);
  }

  putImageData(image: Pixels, x: number, y: number): void {
    const { data, width: columns } = this.#pixels;
    for (let row = 0; row < image.height; row++) {
      const source = image.data.subarray(row * image.width * 4, (row + 1) * image.width * 4);
      data.set(source, ((y + row) * columns + x) * 4);
    }
  }

  measureText(text: string): { width: number } {
    return { width: textWidth(text, 12) };
  }

  toDataUrl(): string {
    const { width, height, data } = this.#pixels;
    return `data:image/png;base64,${encodePng(width, height, data).toString("base64")}`;
  }
}
