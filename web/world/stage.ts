// The whole scene and the camera before it: a moment in, bytes and boxes out.
import {
  Color,
  Light,
  Mesh,
  NoToneMapping,
  Object3D,
  PCFShadowMap,
  Scene,
  WebGLRenderer,
} from "three";
import { boxes } from "./boxes";
import type { Box } from "./boxes";
import { Cast } from "./cast";
import { buildHall } from "./hall";
import { Lens } from "./lens";
import { MOVING, Plates, STILL } from "./plates";
import { seeded } from "./random";
import type { Hall, Moment, Product } from "./types";

/** `fine`: texels a pixel along each side. */
export interface Setup {
  products: Product[];
  seed: number;
  fine: number;
}

export interface Picture {
  bytes: Uint8Array;
  boxes: Record<string, Box>;
}

const SKY = new Color(0x9fb6cc);

export class Stage {
  private readonly scene = new Scene();
  private readonly hall: Hall;
  private readonly cast: Cast;
  private readonly plates: Plates;
  private readonly lens: Lens;

  constructor(
    renderer: WebGLRenderer,
    setup: Setup,
  ) {
    this.hall = buildHall(seeded(setup.seed));
    this.cast = new Cast(setup.products, this.hall.still, setup.seed);
    this.plates = new Plates(renderer, this.scene, setup.fine);
    this.lens = new Lens(renderer);
    this.scene.add(this.hall.still);
    prepare(this.scene, this.hall.still);
    this.scene.add(this.hall.moving, this.cast.group);
  }

  /** `quick`: one of a film, see `Plates`. */
  show(moment: Moment, quick: boolean): Picture {
    const { camera } = moment;
    this.hall.update(moment.t);
    const subjects = new Map([...this.hall.subjects, ...this.cast.take(moment)]);
    for (const group of [this.hall.moving, this.cast.group]) group.traverse((part) => part.layers.set(MOVING));
    light(this.scene);
    const bytes = this.lens.expose(this.plates.draw(camera, quick), camera);
    return { bytes, boxes: boxes(subjects, camera) };
  }
}

/** The renderer of a page; throws where the browser has no WebGL. */
export function makeRenderer(): WebGLRenderer {
  const renderer = new WebGLRenderer({ antialias: false, alpha: false, powerPreference: "high-performance" });
  renderer.toneMapping = NoToneMapping;
  renderer.shadowMap.enabled = true;
  renderer.shadowMap.type = PCFShadowMap;
  // Shadows of the still world are drawn with the first picture.
  renderer.shadowMap.autoUpdate = false;
  renderer.shadowMap.needsUpdate = true;
  renderer.setClearColor(SKY);
  return renderer;
}

/** Sort the still world into its layers. */
function prepare(scene: Scene, still: Object3D): void {
  still.updateMatrixWorld(true);
  still.traverse((part) => {
    part.matrixAutoUpdate = false;
    part.layers.set(part instanceof Mesh && seeThrough(part) ? MOVING : STILL);
  });
  still.matrixWorldAutoUpdate = false;
  light(scene);
}

function seeThrough(mesh: Mesh): boolean {
  const materials = Array.isArray(mesh.material) ? mesh.material : [mesh.material];
  return materials.some((material) => material.transparent);
}

/** Lamps shine on all layers. */
function light(scene: Scene): void {
  scene.traverse((part) => {
    if (part instanceof Light) part.layers.enableAll();
  });
}
