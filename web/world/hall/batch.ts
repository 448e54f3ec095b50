import { BufferAttribute, BufferGeometry, Color, Group, Material, Matrix4, Mesh, NormalBlending, Vector3 } from "three";
import { Box3 } from "three";
import { mergeGeometries } from "three/examples/jsm/utils/BufferGeometryUtils.js";

/** A material, the colour that its texture is multiplied by, and how many metres one tile covers. */
export interface Paint {
  material: Material;
  colour: Color;
  metres: number;
}

/** How bright a surface is at a point, facing along a normal: multiplied into its colour. */
export type Shade = (at: Vector3, normal: Vector3) => number;

/** Shapes waiting to be drawn, gathered by material so that each material is one draw call. */
export class Batch {
  /** What each shape covers, for the dirt and shade that it leaves on the floor. */
  readonly extents: Box3[] = [];
  private readonly waiting = new Map<string, { material: Material; shapes: BufferGeometry[] }>();

  /** `zone`: metres; shapes that lie apart are not joined, so that what is out of view is not drawn. */
  constructor(
    private readonly shade: Shade = () => 1,
    private readonly zone = Infinity,
  ) {}

  /** Add a shape placed by `matrix`; it belongs to the batch from now on. */
  add(paint: Paint, shape: BufferGeometry, matrix: Matrix4): void {
    const geometry = plain(shape).applyMatrix4(matrix);
    geometry.setAttribute("color", this.colours(geometry, paint.colour));
    geometry.computeBoundingBox();
    this.extents.push(geometry.boundingBox!.clone());
    this.gather(paint.material, geometry);
  }

  private gather(material: Material, geometry: BufferGeometry): void {
    const { x, z } = geometry.boundingBox!.getCenter(new Vector3());
    const key = [material.uuid, Math.floor(x / this.zone + 0.5), z > 0].join();
    const together = this.waiting.get(key);
    if (together) together.shapes.push(geometry);
    else this.waiting.set(key, { material, shapes: [geometry] });
  }

  /** Draw all of it as children of `group`. */
  flush(group: Group, shadows = true): Mesh<BufferGeometry, Material>[] {
    const meshes = [...this.waiting.values()].map(({ material, shapes }) => new Mesh(mergeGeometries(shapes), material));
    for (const mesh of meshes) {
      // What blends is drawn after what it blends with.
      if (mesh.material.blending !== NormalBlending) mesh.renderOrder = 2;
      mesh.castShadow = shadows && !see(mesh.material);
      mesh.receiveShadow = true;
      mesh.matrixAutoUpdate = false;
      group.add(mesh);
    }
    this.waiting.clear();
    return meshes;
  }

  private colours(geometry: BufferGeometry, colour: Color): BufferAttribute {
    const [at, normal] = [geometry.getAttribute("position"), geometry.getAttribute("normal")];
    const made = new Float32Array(at.count * 3);
    const [point, facing] = [new Vector3(), new Vector3()];
    for (let i = 0; i < at.count; i++) {
      const light = this.shade(point.fromBufferAttribute(at, i), facing.fromBufferAttribute(normal, i));
      made.set([colour.r * light, colour.g * light, colour.b * light], 3 * i);
    }
    return new BufferAttribute(made, 3);
  }
}

/** Materials that let light through or give it cast no shadow. */
function see(material: Material): boolean {
  return material.transparent || material.blending !== NormalBlending || material.type === "MeshBasicMaterial";
}

/** Only what all shapes share, so that they can be joined. */
function plain(shape: BufferGeometry): BufferGeometry {
  const geometry = shape.index ? shape.toNonIndexed() : shape;
  for (const name of Object.keys(geometry.attributes))
    if (!["position", "normal", "uv"].includes(name)) geometry.deleteAttribute(name);
  return geometry;
}
