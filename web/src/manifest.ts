// The tour.json that packaging writes; angles in degrees.

export interface Link {
  to: string;
  yaw: number;
  pitch: number;
}

export interface Scene {
  id: string;
  title: string;
  panorama: string;
  preview: string;
  width: number;
  height: number;
  coverage: number;
  span: number;
  initial_yaw: number;
  links: Link[];
  base?: string | null;
  tiles: string | null;
  tile_columns: number | null;
  tile_rows: number | null;
}

export interface Manifest {
  title: string;
  scenes: Scene[];
}
