// The whole scene and the camera before it: a moment in, bytes and boxes out.
import {
  Color,
  Light,
  Mesh,
  NoToneMapping,
  Object3D,
  PCFShadowMap,
  PMREMGenerator,
  Scene,
  Vector3,
  WebGLRenderer,
} from "three";
import { boxes } from "./boxes";
import type { Box } from "./boxes";
import { Cast } from "./cast";
import { buildHall } from "./hall";
import { Lens } from "./lens";
import { plan } from "./plan";
import { MOVING, Plates, STILL } from "./plates";
import { seeded } from "./random";
import type { Hall, Moment, Product } from "./types";

/** `fine`: texels a pixel along each side; `remember`: see `Plates`. */
export interface Setup {
  products: Product[];
  seed: number;
  fine: number;
  remember: boolean;
}

export interface Picture {
  bytes: Uint8Array;
  boxes: Record<string, Box>;
}

const SKY = new Color(0x9fb6cc);
/** What polished things mirror is seen from here. */
const MIRRORED_FROM = new Vector3(0, 2.4, 0);
const MIRROR_SIZE = 128;
const MIRROR_STRENGTH = 0.6;

export class Stage {
  private readonly scene = new Scene();
  private readonly hall: Hall;
  private readonly cast: Cast;
  private readonly plates: Plates;
  private readonly lens: Lens;

  constructor(
    renderer: WebGLRenderer,
    private readonly setup: Setup,
  ) {
    this.hall = buildHall(seeded(setup.seed));
    this.cast = new Cast(setup.products, setup.seed);
    this.plates = new Plates(renderer, this.scene, setup.remember);
    this.lens = new Lens(renderer);
    this.scene.add(this.hall.still);
    prepare(renderer, this.scene, this.hall.still);
    this.scene.add(this.hall.moving, this.cast.group);
  }

  show(moment: Moment): Picture {
    const { camera } = moment;
    this.hall.update(moment.t);
    const subjects = new Map([...this.hall.subjects, ...this.cast.take(moment)]);
    for (const group of [this.hall.moving, this.cast.group]) group.traverse((part) => part.layers.set(MOVING));
    light(this.scene);
    const views = plan(camera, this.setup.fine);
    const plate = this.plates.draw(views, camera);
    return { bytes: this.lens.expose(plate, views, camera, this.setup.fine), boxes: boxes(subjects, camera) };
  }
}

/** The renderer of a page; throws where the browser has no WebGL. */
export function makeRenderer(): WebGLRenderer {
  const renderer = new WebGLRenderer({ antialias: false, alpha: false, powerPreference: "high-performance" });
  renderer.toneMapping = NoToneMapping;
  renderer.shadowMap.enabled = true;
  renderer.shadowMap.type = PCFShadowMap;
  renderer.setClearColor(SKY);
  return renderer;
}

/** Sort the still world into its layers, draw its shadows once, and let polished things mirror it. */
function prepare(renderer: WebGLRenderer, scene: Scene, still: Object3D): void {
  still.updateMatrixWorld(true);
  still.traverse((part) => {
    part.matrixAutoUpdate = false;
    part.layers.set(part instanceof Mesh && seeThrough(part) ? MOVING : STILL);
  });
  still.matrixWorldAutoUpdate = false;
  light(scene);
  renderer.shadowMap.autoUpdate = false;
  renderer.shadowMap.needsUpdate = true;
  const mirror = new PMREMGenerator(renderer);
  const seen = mirror.fromScene(scene, 0, 0.1, 100, { size: MIRROR_SIZE, position: MIRRORED_FROM });
  scene.environment = seen.texture;
  scene.environmentIntensity = MIRROR_STRENGTH;
  mirror.dispose();
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
