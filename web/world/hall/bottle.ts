/** The outline of a vacuum bottle's body and of its lid, as radius and height in metres. */
export const BOTTLE: [number, number][] = [[0, 0], [0.034, 0], [0.0365, 0.006], [0.0365, 0.17], [0.034, 0.185], [0.027, 0.2], [0.026, 0.212]];
export const LID: [number, number][] = [[0.028, 0], [0.0285, 0.004], [0.0285, 0.04], [0.025, 0.046], [0, 0.046]];
export const LID_AT = 0.212;

/** This year's colours of coats. */
export const COATS = [0x2f6f62, 0xc9492f, 0xe2b33c, 0x2f5f9e, 0xdfe4e2, 0x7b4f86, 0x24292d, 0xe58aa0, 0x6fa8c9];
