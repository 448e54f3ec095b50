import { Group, Mesh, MeshStandardMaterial, SphereGeometry, type Texture, TorusGeometry } from "three";
import { painted } from "../products/paint";
import { reflections } from "../products/reflections";
import type { Look } from "./looks";
import { skin } from "./skin";
import { EYE } from "./skull";

const OPEN = 0.56;
const SHUT = -0.42;
const LOWER = -0.47;

/** An eyeball between two lids whose edges are great circles, so that the opening is an almond. */
export class Eye {
  readonly group = new Group();
  private readonly upper = new Group();

  constructor(look: Look, side: number) {
    const ball = new Mesh(new SphereGeometry(EYE.radius, 32, 24), white(look));
    ball.scale.z = 0.92;
    const lower = lid(look, 0.4);
    lower.rotation.x = Math.PI;
    const below = new Group();
    below.rotation.x = LOWER;
    below.add(lower);
    this.upper.add(lid(look, 1), lashes(look));
    this.group.add(ball, this.upper, below);
    this.group.rotation.y = -side * 0.1;
    this.group.rotation.z = side * 0.07;
    this.shut(0);
  }

  /** 0 is open, 1 is shut. */
  shut(share: number): void {
    this.upper.rotation.x = OPEN + (SHUT - OPEN) * share;
  }
}

/** Half a ball over the eye with its rim through both corners; at rotation 0 the rim is level. */
function lid(look: Look, shadow: number): Mesh {
  const material = skin(look.skin);
  material.color.multiplyScalar(1 - 0.3 * shadow);
  return new Mesh(new SphereGeometry(EYE.radius * 1.05, 32, 12, 0, Math.PI * 2, 0, Math.PI / 2), material);
}

function lashes(look: Look): Mesh {
  const dark = new MeshStandardMaterial({ color: 0x120b09, roughness: 0.7 });
  const rim = new Mesh(new TorusGeometry(EYE.radius * 1.06, 0.0007 + 0.0011 * look.lashes, 8, 40, Math.PI), dark);
  rim.rotation.x = -Math.PI / 2;
  return rim;
}

function white(look: Look): MeshStandardMaterial {
  const map = iris(look.iris);
  return new MeshStandardMaterial({ map, roughness: 0.12, emissive: 0xffffff, emissiveMap: map, emissiveIntensity: 0.16, envMap: reflections(), envMapIntensity: 0.45 });
}

/** Its middle lies three quarters along the sphere's way round, which is the front (-z). */
function iris(colour: string): Texture {
  return painted(1024, 512, (brush) => {
    brush.fillStyle = "#f4f1ee";
    brush.fillRect(0, 0, 1024, 512);
    const disc = (radius: number, fill: string | CanvasGradient, x = 768, y = 256): void => {
      brush.fillStyle = fill;
      brush.beginPath();
      brush.arc(x, y, radius, 0, 7);
      brush.fill();
    };
    const depth = brush.createRadialGradient(768, 268, 20, 768, 256, 92);
    depth.addColorStop(0, colour);
    depth.addColorStop(0.7, colour);
    depth.addColorStop(1, "#140c08");
    disc(94, "#140c08");
    disc(90, depth);
    brush.globalAlpha = 0.35;
    disc(40, "#e0a060", 768, 300);
    brush.globalAlpha = 1;
    disc(44, "#050404");
    disc(17, "#ffffff", 742, 224);
    disc(8, "#ffffff", 800, 288);
  });
}
