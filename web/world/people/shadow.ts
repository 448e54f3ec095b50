import { Mesh, MeshBasicMaterial, PlaneGeometry } from "three";
import { painted } from "../products/paint";

/** A soft dark spot on the floor: the feet's shadow without a shadow map. */
export function contact(wide: number, deep: number): Mesh {
  const map = painted(128, 128, (brush) => {
    const fade = brush.createRadialGradient(64, 64, 4, 64, 64, 64);
    fade.addColorStop(0, "rgba(0,0,0,0.5)");
    fade.addColorStop(0.45, "rgba(0,0,0,0.24)");
    fade.addColorStop(1, "rgba(0,0,0,0)");
    brush.fillStyle = fade;
    brush.fillRect(0, 0, 128, 128);
  });
  const made = new Mesh(new PlaneGeometry(wide, deep), new MeshBasicMaterial({ map, transparent: true, depthWrite: false, polygonOffset: true, polygonOffsetFactor: -2 }));
  made.rotation.x = -Math.PI / 2;
  made.position.y = 0.006;
  return made;
}
