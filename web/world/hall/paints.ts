import { Color, CubeTexture, Material, MeshBasicMaterial, MeshLambertMaterial, MeshPhongMaterial, MixOperation, DoubleSide, Texture } from "three";
import type { Random } from "../types";
import type { Paint } from "./batch";
import { surroundings } from "./environment";
import { texture } from "./textures/canvas";
import { brushed, decking, kraft, paintwork, panels, timber } from "./textures/surfaces";
import { thrifty } from "./thrift";

/** The materials of the hall; each gives as many colours as are asked of it. */
export class Paints {
  private readonly mirror: CubeTexture;
  private readonly made = new Map<string, Material>();

  constructor(private readonly random: Random) {
    this.mirror = surroundings(random);
  }

  /** Matt paint, plastic, rubber, cloth. */
  matt(colour: number | string): Paint {
    const material = this.once("matt", () => dull(texture(paintwork(this.random), true)));
    return paint(material, colour, 1.4);
  }

  /** Machine enamel and powder coat: shines a little. */
  gloss(colour: number | string): Paint {
    return paint(this.once("gloss", () => this.shining(0.13, 60, texture(paintwork(this.random), true))), colour, 1.7);
  }

  /** Glazed or anodised: product bodies. */
  lacquer(colour: number | string): Paint {
    return paint(this.once("lacquer", () => this.shining(0.2, 90)), colour, 1);
  }

  /** Ground stainless steel. */
  steel(colour: number | string = 0xd4d8da): Paint {
    return paint(this.once("steel", () => this.shining(0.36, 40, texture(brushed(this.random), true))), colour, 0.6);
  }

  /** Polished steel. */
  chrome(colour: number | string = 0xc9ced2): Paint {
    return paint(this.once("chrome", () => this.shining(0.72, 120)), colour, 1);
  }

  /** Sandwich panels of the walls. */
  panel(colour: number | string): Paint {
    const material = this.once("panel", () => dull(texture(panels(this.random), true)));
    return paint(material, colour, 4);
  }

  /** Plaster without any mark. */
  plain(colour: number | string): Paint {
    return paint(this.once("plain", () => dull()), colour, 1);
  }

  deck(colour: number | string): Paint {
    const material = this.once("deck", () => dull(texture(decking(this.random), true)));
    return paint(material, colour, 2.4);
  }

  board(colour: number | string = 0xc9a06a): Paint {
    const material = this.once("board", () => dull(texture(kraft(this.random), true)));
    return paint(material, colour, 0.9);
  }

  wood(colour: number | string = 0xd0a874): Paint {
    const material = this.once("wood", () => dull(texture(timber(this.random), true)));
    return paint(material, colour, 1.1);
  }

  /** Gives light: lamps, screens; `strength` over 1 is brighter than white paper. */
  glow(colour: number | string, strength = 1): Paint {
    const lit = paint(this.once("glow", () => new MeshBasicMaterial({ vertexColors: true })), colour, 1);
    lit.colour.multiplyScalar(strength);
    return lit;
  }

  glass(colour: number | string = 0xbfd8dc): Paint {
    const look = { vertexColors: true, transparent: true, opacity: 0.13, envMap: this.mirror, combine: MixOperation, reflectivity: 0.35, depthWrite: false, side: DoubleSide };
    return paint(this.once("glass", () => thrifty(new MeshLambertMaterial(look))), colour, 1);
  }

  private shining(reflectivity: number, shininess: number, map: Texture | null = null): Material {
    return thrifty(new MeshPhongMaterial({ map, vertexColors: true, envMap: this.mirror, combine: MixOperation, reflectivity, shininess, specular: 0x555555 }));
  }

  private once(name: string, make: () => Material): Material {
    const known = this.made.get(name);
    if (known) return known;
    const material = make();
    material.name = name;
    this.made.set(name, material);
    return material;
  }
}

/** A matt material, with colours in its corners. */
export function dull(map: Texture | null = null): MeshLambertMaterial {
  return thrifty(new MeshLambertMaterial({ map, vertexColors: true }));
}

function paint(material: Material, colour: number | string, metres: number): Paint {
  return { material, colour: new Color(colour), metres };
}
