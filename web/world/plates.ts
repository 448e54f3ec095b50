// Draws the flat views of a plan into one texture in linear light.
//
// In a film, a camera that has moved is drawn as it will do for a moment: a texel a pixel, its edges smoothed
// by multisampling. Of one that stays, the still world is drawn finely once and its colours and
// depths are kept; from then on only what moves is drawn over a copy of them.
import { HalfFloatType, LinearFilter, PerspectiveCamera, WebGLRenderTarget } from "three";
import type { Scene, Texture, WebGLRenderer } from "three";
import { plan } from "./plan";
import type { Plan, View } from "./plan";
import { orientation } from "./projection";
import type { Camera } from "./types";

/** Layers of the scene: the opaque still world; all else, transparent things among it. */
export const STILL = 0;
export const MOVING = 1;

const SAMPLES = 4;
const NEAR = 0.05;
const FAR = 120;
/** Kept pictures take this much memory together, the one before last goes first. */
const MOST_TEXELS = 24e6;

/** What a picture is made from: the views of `plan` in one texture, `fine` texels a pixel. */
export interface Plate {
  texture: Texture;
  plan: Plan;
  fine: number;
}

export class Plates {
  private readonly eye = new PerspectiveCamera();
  private readonly kept = new Map<string, WebGLRenderTarget>();
  private readonly held = new Map<number, WebGLRenderTarget>();
  private last = "";

  /** `fine`: texels a pixel along each side. */
  constructor(
    private readonly renderer: WebGLRenderer,
    private readonly scene: Scene,
    private readonly fine: number,
  ) {
    renderer.autoClear = false;
  }

  /** `quick`: as above; else all of it finely. */
  draw(camera: Camera, quick: boolean): Plate {
    const pose = poseOf(camera);
    const stays = pose === this.last;
    this.last = pose;
    if (!quick) return this.drawWhole(camera, this.fine, 0);
    return stays ? this.drawOver(camera, pose) : this.drawWhole(camera, 1, SAMPLES);
  }

  private drawWhole(camera: Camera, fine: number, samples: number): Plate {
    const views = plan(camera, fine);
    const onto = this.fit(views, samples);
    this.paint(onto, views, camera, [STILL, MOVING]);
    return { texture: onto.texture, plan: views, fine };
  }

  private drawOver(camera: Camera, pose: string): Plate {
    const views = plan(camera, this.fine);
    const onto = this.fit(views, 0);
    this.copy(this.stillWorld(views, camera, pose), onto);
    this.paint(onto, views, camera, [MOVING]);
    return { texture: onto.texture, plan: views, fine: this.fine };
  }

  /** The target of that many samples, made anew when the size has changed. */
  private fit({ width, height }: Plan, samples: number): WebGLRenderTarget {
    const known = this.held.get(samples);
    if (known?.width === width && known.height === height) return known;
    known?.dispose();
    const made = target(width, height, samples);
    this.held.set(samples, made);
    return made;
  }

  private stillWorld(plan: Plan, camera: Camera, pose: string): WebGLRenderTarget {
    const known = this.kept.get(pose);
    if (known) return known;
    this.makeRoom(plan.width * plan.height);
    const made = target(plan.width, plan.height, 0);
    this.paint(made, plan, camera, [STILL]);
    this.kept.set(pose, made);
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

  /** Colour and depth of the kept picture, without drawing. */
  private copy(kept: WebGLRenderTarget, onto: WebGLRenderTarget): void {
    const gl = this.renderer.getContext() as WebGL2RenderingContext;
    const buffer = (of: WebGLRenderTarget) =>
      (this.renderer.properties.get(of) as { __webglFramebuffer: WebGLFramebuffer }).__webglFramebuffer;
    this.renderer.initRenderTarget(onto);
    this.renderer.state.bindFramebuffer(gl.READ_FRAMEBUFFER, buffer(kept));
    this.renderer.state.bindFramebuffer(gl.DRAW_FRAMEBUFFER, buffer(onto));
    gl.disable(gl.SCISSOR_TEST);
    const box = [0, 0, kept.width, kept.height] as const;
    gl.blitFramebuffer(...box, ...box, gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT, gl.NEAREST);
    this.renderer.state.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
    this.renderer.state.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
  }
}

/** Cameras of one pose see the same still world. */
function poseOf(camera: Camera): string {
  return JSON.stringify({ ...camera, exposure: 0 });
}

function target(width: number, height: number, samples: number): WebGLRenderTarget {
  return new WebGLRenderTarget(width, height, {
    samples,
    type: HalfFloatType,
    minFilter: LinearFilter,
    magFilter: LinearFilter,
    generateMipmaps: false,
  });
}
