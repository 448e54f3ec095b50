/** The hall, metres (`HALL` in bench/world/spec.py): east-west, floor to roof, north-south. */
export const SIZE = { length: 36, height: 6.5, depth: 20 } as const;

export const NORTH = -SIZE.depth / 2;
export const SOUTH = SIZE.depth / 2;
export const EAST = SIZE.length / 2;
export const WEST = -SIZE.length / 2;
