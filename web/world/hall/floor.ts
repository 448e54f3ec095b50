import { Box3, BufferAttribute, BufferGeometry, Color, CustomBlending, Group, Material, Mesh, MeshBasicMaterial, MeshLambertMaterial, OneMinusSrcAlphaFactor, PlaneGeometry, SrcAlphaFactor, Texture, Vector3 } from "three";
import type { Random } from "../types";
import { daylight } from "./light";
import { SIZE } from "./size";
import { type Pen, texture } from "./textures/canvas";
import { ground } from "./textures/ground";
import { epoxy } from "./textures/surfaces";
import { thrifty } from "./thrift";

const TILE = 3.1;

/** The epoxy floor: polished, so that the hall mirrored beneath it shines through where one looks
 * along it; darkened where things stand on it (`extents`) and worn where people walk. */
export function floor(random: Random, extents: readonly Box3[]): Mesh {
  const shape = new PlaneGeometry(SIZE.length, SIZE.depth, 72, 40).rotateX(-Math.PI / 2);
  shape.setAttribute("uv1", shape.getAttribute("uv").clone());
  spread(shape);
  const material = polished({ color: new Color(0.99, 1.05, 1.01), map: texture(epoxy(random), true), aoMap: linear(ground(random, extents)), vertexColors: true });
  const made = new Mesh(shape, material);
  made.receiveShadow = true;
  made.renderOrder = 1;
  made.name = "floor";
  return made;
}

/** A matt colour that mirrors at shallow angles (an approximation of Fresnel's law by a cube). It
 * blends though it is not marked transparent: so it is drawn with what stands still, only once. */
export function polished(look: ConstructorParameters<typeof MeshLambertMaterial>[0]): MeshLambertMaterial {
  const blend = { blending: CustomBlending, blendSrc: SrcAlphaFactor, blendDst: OneMinusSrcAlphaFactor } as const;
  return thrifty(new MeshLambertMaterial({ ...look, ...blend }), shallow);
}

function shallow(fragment: string): string {
  return fragment.replace(
    "#include <normal_fragment_maps>",
    `#include <normal_fragment_maps>
    float shallow = 1.0 - abs(dot(normalize(vViewPosition), normal));
    diffuseColor.a *= 0.96 - 0.36 * shallow * shallow * shallow;`,
  );
}

/** What stands on the floor once more beneath it, upside down. Its light is the one that was
 * painted into its colours: lamps would shine on the wrong side of it, and cost as much again. */
export function mirrored(meshes: readonly Mesh<BufferGeometry, Material>[]): Group {
  const group = new Group();
  group.scale.y = -1;
  const flat = new Map<Material, Material>();
  for (const { geometry, material } of meshes) {
    const known = flat.get(material) ?? unlit(material);
    flat.set(material, known);
    const below = new Mesh(geometry, known);
    below.matrixAutoUpdate = false;
    group.add(below);
  }
  return group;
}

function unlit(material: Material): Material {
  if (material instanceof MeshBasicMaterial) return material;
  const map = "map" in material ? (material.map as Texture | null) : null;
  return new MeshBasicMaterial({ map, vertexColors: true, color: new Color(0.82, 0.83, 0.84) });
}

function linear(pen: Pen): ReturnType<typeof texture> {
  const made = texture(pen);
  made.colorSpace = "";
  return made;
}

function spread(shape: PlaneGeometry): void {
  const [at, uv] = [shape.getAttribute("position"), shape.getAttribute("uv")];
  const colours = new Float32Array(at.count * 3);
  const [point, up, tint] = [new Vector3(), new Vector3(0, 1, 0), new Color()];
  for (let i = 0; i < at.count; i++) {
    point.fromBufferAttribute(at, i);
    uv.setXY(i, point.x / TILE, point.z / TILE);
    const light = daylight(point, up);
    tint.setRGB(light, light, light).toArray(colours, 3 * i);
  }
  shape.setAttribute("color", new BufferAttribute(colours, 3));
}
