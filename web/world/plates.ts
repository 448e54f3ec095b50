// Draws the flat views of a plan into one texture in linear light.
//
// A camera that stands still for the second time has the still world's colours and depths kept;
// from then on only what moves is drawn over a copy of them.
import { HalfFloatType, LinearFilter, PerspectiveCamera, WebGLRenderTarget } from "three";
import type { Scene, Texture, WebGLRenderer } from "three";
import type { Plan, View } from "./plan";
import { orientation } from "./projection";
import type { Camera } from "./types";

/** Layers of the scene: the opaque still world; all else, transparent things among it. */
export const STILL = 0;
export const MOVING = 1;

const NEAR = 0.05;
const FAR = 120;
/** Kept pictures take this much memory together, the one before last goes first. */
const MOST_TEXELS = 24e6;

export class Plates {
  private readonly eye = new PerspectiveCamera();
  private readonly kept = new Map<string, WebGLRenderTarget>();
  private plate = target(1, 1);
  private last = "";

  /** `remember`: keep the still world of cameras that do not move. */
  constructor(
    private readonly renderer: WebGLRenderer,
    private readonly scene: Scene,
    private readonly remember: boolean,
  ) {
    this.eye.matrixAutoUpdate = true;
    renderer.autoClear = false;
  }

  draw(plan: Plan, camera: Camera): Texture {
    this.fit(plan);
    if (this.remember && plan.key === this.last) {
      this.copy(this.stillWorld(plan, camera));
      this.paint(this.plate, plan, camera, [MOVING]);
    } else {
      this.paint(this.plate, plan, camera, [STILL, MOVING]);
    }
    this.last = plan.key;
    return this.plate.texture;
  }

  private fit({ width, height }: Plan): void {
    if (this.plate.width === width && this.plate.height === height) return;
    this.plate.dispose();
    this.plate = target(width, height);
  }

  private stillWorld(plan: Plan, camera: Camera): WebGLRenderTarget {
    const known = this.kept.get(plan.key);
    if (known) return known;
    this.makeRoom(plan.width * plan.height);
    const made = target(plan.width, plan.height);
    this.paint(made, plan, camera, [STILL]);
    this.kept.set(plan.key, made);
    return made;
  }

  private makeRoom(texels: number): void {
    const size = (kept: WebGLRenderTarget) => kept.width * kept.height;
    let used = [...this.kept.values()].reduce((sum, one) => sum + size(one), texels);
    for (const [key, kept] of this.kept) {
      if (used <= MOST_TEXELS) return;
      used -= size(kept);
      kept.dispose();
      this.kept.delete(key);
    }
  }

  private paint(onto: WebGLRenderTarget, plan: Plan, camera: Camera, layers: number[]): void {
    this.eye.layers.disableAll();
    for (const layer of layers) this.eye.layers.enable(layer);
    onto.viewport.set(0, 0, plan.width, plan.height);
    onto.scissorTest = false;
    this.renderer.setRenderTarget(onto);
    if (layers.includes(STILL)) this.renderer.clear();
    for (const view of plan.views) this.aim(onto, view, camera);
  }

  private aim(onto: WebGLRenderTarget, view: View, camera: Camera): void {
    onto.viewport.set(view.x, view.y, view.width, view.height);
    this.renderer.setRenderTarget(onto);
    this.eye.position.set(...camera.position);
    this.eye.quaternion.copy(orientation(camera)).multiply(view.turn);
    const [across, up] = [view.across * NEAR, view.up * NEAR];
    this.eye.projectionMatrix.makePerspective(-across, across, up, -up, NEAR, FAR);
    this.eye.projectionMatrixInverse.copy(this.eye.projectionMatrix).invert();
    this.renderer.render(this.scene, this.eye);
  }

  /** Colour and depth of the kept picture onto the plate, without drawing. */
  private copy(kept: WebGLRenderTarget): void {
    const gl = this.renderer.getContext() as WebGL2RenderingContext;
    const buffer = (of: WebGLRenderTarget) =>
      (this.renderer.properties.get(of) as { __webglFramebuffer: WebGLFramebuffer }).__webglFramebuffer;
    this.renderer.initRenderTarget(this.plate);
    this.renderer.state.bindFramebuffer(gl.READ_FRAMEBUFFER, buffer(kept));
    this.renderer.state.bindFramebuffer(gl.DRAW_FRAMEBUFFER, buffer(this.plate));
    gl.disable(gl.SCISSOR_TEST);
    const box = [0, 0, kept.width, kept.height] as const;
    gl.blitFramebuffer(...box, ...box, gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT, gl.NEAREST);
    this.renderer.state.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
    this.renderer.state.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
  }
}

function target(width: number, height: number): WebGLRenderTarget {
  return new WebGLRenderTarget(width, height, {
    type: HalfFloatType,
    minFilter: LinearFilter,
    magFilter: LinearFilter,
    generateMipmaps: false,
  });
}
