import { BufferGeometry, Float32BufferAttribute } from "three";

/** A curved sheet of triangles: three numbers a corner, two of texture, three corners a triangle. */
export function sheet(positions: number[], uvs: number[], index: number[]): BufferGeometry {
  const made = new BufferGeometry();
  made.setAttribute("position", new Float32BufferAttribute(positions, 3));
  made.setAttribute("uv", new Float32BufferAttribute(uvs, 2));
  made.setIndex(index);
  made.computeVertexNormals();
  return made;
}
