import { Color } from "three";
import type { Paint } from "./batch";
import { dull } from "./paints";
import { canvas, type Pen, texture } from "./textures/canvas";

const PAGE = 2048;
const GAP = 6;

/** A picture cut out of a page: the paint of the page and where on it the picture is. */
export interface Print {
  paint: Paint;
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** Printed matter, packed onto few pages in rows: each page is one texture and one draw call. */
export class Prints {
  private page: Page | null = null;

  /** Paint a picture of so many pixels. */
  draw(width: number, height: number, paint: (pen: Pen, width: number, height: number) => void): Print {
    const spot = this.page?.room(width, height) ?? this.turn().room(width, height);
    if (!spot) throw new Error(`a picture of ${width}x${height} does not fit a page of ${PAGE}`);
    const { pen } = this.page!;
    pen.save();
    pen.beginPath();
    pen.rect(spot[0], spot[1], width, height);
    pen.clip();
    pen.translate(...spot);
    paint(pen, width, height);
    pen.restore();
    return this.page!.cut(spot, width, height);
  }

  private turn(): Page {
    this.page = new Page();
    return this.page;
  }
}

class Page {
  readonly pen = canvas(PAGE, PAGE, "#d8d8d4");
  private readonly paint: Paint;
  private x = GAP;
  private y = GAP;
  private tall = 0;

  constructor() {
    const material = dull(texture(this.pen));
    material.name = "page";
    this.paint = { material, colour: new Color(0xffffff), metres: 1 };
  }

  room(width: number, height: number): [number, number] | null {
    if (this.x + width + GAP > PAGE) this.feed();
    if (this.y + height + GAP > PAGE || width + 2 * GAP > PAGE) return null;
    const spot: [number, number] = [this.x, this.y];
    this.x += width + GAP;
    this.tall = Math.max(this.tall, height);
    return spot;
  }

  cut([x, y]: [number, number], width: number, height: number): Print {
    return { paint: this.paint, left: (x + 0.5) / PAGE, right: (x + width - 0.5) / PAGE, top: 1 - (y + 0.5) / PAGE, bottom: 1 - (y + height - 0.5) / PAGE };
  }

  private feed(): void {
    this.x = GAP;
    this.y += this.tall + GAP;
    this.tall = 0;
  }
}
