// The last step of a picture: from the flat views in linear light, through the lens, the turning
// shutter and the film, to bytes.
import {
  GLSL3,
  Matrix3,
  Matrix4,
  Mesh,
  OrthographicCamera,
  PlaneGeometry,
  Scene,
  ShaderMaterial,
  Vector2,
  WebGLRenderTarget,
} from "three";
import type { Quaternion, WebGLRenderer } from "three";
import type { Camera } from "./types";
import { FACE_REACH, instants } from "./plan";
import type { Plan } from "./plan";
import type { Plate } from "./plates";
import { focal, half, orientation, radius } from "./projection";
import { FRAGMENT, VERTEX } from "./lens.glsl";

/** As many places of the shutter are told apart; a longer blur is sampled more coarsely. */
export const MOST_TAPS = 40;
/** Pixels from sample to sample along a blur. */
const SPACING = 1.5;

const KINDS = ["perspective", "fisheye", "dual-fisheye", "equirectangular"];

export class Lens {
  private readonly screen = new Scene();
  private readonly square = new Mesh(new PlaneGeometry(2, 2));
  private readonly eye = new OrthographicCamera();
  private readonly materials = new Map<string, ShaderMaterial>();
  private film = new WebGLRenderTarget(1, 1, { depthBuffer: false });

  constructor(private readonly renderer: WebGLRenderer) {
    this.square.frustumCulled = false;
    this.screen.add(this.square);
  }

  /** RGBA bytes, the top row first. */
  expose(plate: Plate, camera: Camera): Uint8Array {
    this.load(camera);
    this.square.material = this.material(plate, camera);
    this.renderer.setRenderTarget(this.film);
    this.renderer.render(this.screen, this.eye);
    const bytes = new Uint8Array(camera.width * camera.height * 4);
    this.renderer.readRenderTargetPixels(this.film, 0, 0, camera.width, camera.height, bytes);
    return bytes;
  }

  private load({ width, height }: Camera): void {
    if (this.film.width === width && this.film.height === height) return;
    this.film.dispose();
    this.film = new WebGLRenderTarget(width, height, { depthBuffer: false });
  }

  private material({ texture, plan, fine }: Plate, camera: Camera): ShaderMaterial {
    const kind = KINDS.indexOf(camera.projection);
    const name = `${kind} ${plan.cube}`;
    const material = this.materials.get(name) ?? makeMaterial(kind, plan.cube);
    this.materials.set(name, material);
    const values = { ...optics(plan, camera), ...shutter(camera, Math.round(fine)), plate: texture };
    for (const [uniform, value] of Object.entries(values)) material.uniforms[uniform] = { value };
    return material;
  }
}

function makeMaterial(kind: number, cube: boolean): ShaderMaterial {
  return new ShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    defines: { KIND: kind, CUBE: Number(cube), MOST_TAPS, FACE_REACH },
    depthTest: false,
    depthWrite: false,
    toneMapped: false,
  });
}

function optics(plan: Plan, camera: Camera): Record<string, unknown> {
  const view = plan.views[0];
  return {
    size: new Vector2(camera.width, camera.height),
    side: half(camera),
    focal: focal(camera),
    radius: radius(camera),
    reach: (camera.fov * Math.PI) / 360,
    bends: new Vector2(camera.k1, camera.k2),
    tangents: new Vector2(view?.across ?? 1, view?.up ?? 1),
    gain: 2 ** camera.exposure,
    toneMappingExposure: 1,
  };
}

/** Where in the pixel and when each sample is taken. */
function shutter(camera: Camera, grid: number): Record<string, unknown> {
  const taps = Math.min(Math.max(grid * grid, Math.ceil(blur(camera) / SPACING) + 1), MOST_TAPS);
  const back = orientation(camera).invert();
  const times = instants(camera, taps);
  const turns = times.map((seconds) => matrix(back.clone().multiply(orientation(camera, seconds))));
  const still = times.length === 1;
  return {
    taps: still ? grid * grid : taps,
    still,
    turns: fill(still ? [] : turns, new Matrix3()),
    offsets: fill(still ? lattice(grid) : scatter(taps), new Vector2()),
  };
}

/** Pixels that the middle of the picture moves while the shutter is open. */
function blur(camera: Camera): number {
  const turned = (Math.hypot(camera.yaw_rate, camera.pitch_rate) * camera.shutter * Math.PI) / 180;
  return turned * (camera.projection === "perspective" ? focal(camera) : camera.width / Math.PI);
}

function matrix(turn: Quaternion): Matrix3 {
  return new Matrix3().setFromMatrix4(new Matrix4().makeRotationFromQuaternion(turn));
}

function fill<Value>(values: Value[], rest: Value): Value[] {
  return Array.from({ length: MOST_TAPS }, (_, index) => values[index] ?? rest);
}

/** The middles of the plate's texels within a pixel. */
function lattice(grid: number): Vector2[] {
  const at = (index: number) => (index + 0.5) / grid - 0.5;
  return Array.from({ length: grid * grid }, (_, index) => new Vector2(at(index % grid), at(Math.floor(index / grid))));
}

/** A low-discrepancy row (Halton, bases 2 and 3), so that the samples of a blur also smooth edges. */
function scatter(count: number): Vector2[] {
  return Array.from({ length: count }, (_, index) => new Vector2(halton(index + 1, 2) - 0.5, halton(index + 1, 3) - 0.5));
}

function halton(index: number, base: number): number {
  let [value, share] = [0, 1 / base];
  for (let rest = index; rest > 0; rest = Math.floor(rest / base), share /= base) value += (rest % base) * share;
  return value;
}
