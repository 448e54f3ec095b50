// The lens in the shader's words; `projection.ts` says the same for single points.
import { ShaderChunk } from "three";

export const VERTEX = /* glsl */ `
void main() {
  gl_Position = vec4(position.xy, 0.0, 1.0);
}
`;

const LOOK = /* glsl */ `
// The direction (x right, y up, z backwards) that a point of the picture sees; zero for none.
vec3 look(vec2 at) {
#if KIND == 0
  vec2 bent = vec2(at.x - size.x / 2.0, size.y / 2.0 - at.y) / focal;
  float far = length(bent);
  float ideal = far;
  if (bends != vec2(0.0)) for (int step = 0; step < 8; step++) {
    float square = ideal * ideal;
    float slope = 1.0 + 3.0 * bends.x * square + 5.0 * bends.y * square * square;
    ideal -= (ideal * (1.0 + bends.x * square + bends.y * square * square) - far) / max(slope, 0.1);
  }
  return vec3(far > 0.0 ? bent * (ideal / far) : bent, -1.0);
#elif KIND == 3
  float yaw = (at.x / size.x - 0.5) * 6.283185307179586;
  float pitch = (0.5 - at.y / size.y) * 3.141592653589793;
  return vec3(sin(yaw) * cos(pitch), sin(pitch), -cos(yaw) * cos(pitch));
#else
  bool behind = at.x >= side;
  vec2 off = vec2(at.x - (behind ? 1.5 : 0.5) * side, size.y / 2.0 - at.y);
  float away = length(off);
  if (away > radius) return vec3(0.0);
  float angle = away / radius * reach;
  vec3 seen = vec3(away > 0.0 ? off * (sin(angle) / away) : off, -cos(angle));
  return behind ? vec3(-seen.x, seen.y, -seen.z) : seen;
#endif
}
`;

const TAKE = /* glsl */ `
// The light from a direction.
vec3 take(vec3 seen) {
#if CUBE
  vec3 size = abs(seen);
  vec2 cell;
  vec3 plane;
  if (size.z >= size.x && size.z >= size.y) {
    cell = vec2(seen.z < 0.0 ? 0.0 : 2.0, 0.0);
    plane = seen.z < 0.0 ? vec3(seen.x, seen.y, size.z) : vec3(-seen.x, seen.y, size.z);
  } else if (size.x >= size.y) {
    cell = seen.x > 0.0 ? vec2(1.0, 0.0) : vec2(0.0, 1.0);
    plane = vec3(seen.x > 0.0 ? seen.z : -seen.z, seen.y, size.x);
  } else {
    cell = vec2(seen.y > 0.0 ? 1.0 : 2.0, 1.0);
    plane = vec3(seen.x, seen.y > 0.0 ? seen.z : -seen.z, size.y);
  }
  vec2 inside = plane.xy / plane.z / FACE_REACH * 0.5 + 0.5;
  return textureLod(plate, (cell + inside) / vec2(3.0, 2.0), 0.0).rgb;
#else
  return textureLod(plate, seen.xy / -seen.z / tangents * 0.5 + 0.5, 0.0).rgb;
#endif
}
`;

const FILM = /* glsl */ `
vec3 develop(vec3 light) {
  vec3 shown = clamp(ACESFilmicToneMapping(light), 0.0, 1.0);
  return mix(1.055 * pow(shown, vec3(1.0 / 2.4)) - 0.055, shown * 12.92, lessThanEqual(shown, vec3(0.0031308)));
}

void main() {
  // The first row of memory is the top row of the picture.
  vec2 at = gl_FragCoord.xy;
  vec3 sum = vec3(0.0);
  float whole = 0.0;
  for (int tap = 0; tap < taps; tap++) {
    vec3 seen = look(at + offsets[tap]);
    float weight = 1.0;
    if (seen != vec3(0.0)) {
      vec3 light = take(still ? seen : turns[tap] * seen) * gain;
      // A bright texel would drown the others of its pixel and leave the edge of a window jagged.
      if (still) weight = 1.0 / (1.0 + max(light.r, max(light.g, light.b)));
      sum += light * weight;
    }
    whole += weight;
  }
  colour = vec4(develop(sum / whole), 1.0);
}
`;

export const FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
uniform sampler2D plate;
uniform vec2 size;
uniform float side;
uniform float focal;
uniform float radius;
uniform float reach;
uniform vec2 bends;
uniform vec2 tangents;
uniform float gain;
uniform bool still;
uniform int taps;
uniform mat3 turns[MOST_TAPS];
uniform vec2 offsets[MOST_TAPS];
out highp vec4 colour;
${ShaderChunk.tonemapping_pars_fragment.replace(/#ifndef saturate[\s\S]*?#endif/, "#define saturate(a) clamp(a, 0.0, 1.0)")}
${LOOK}
${TAKE}
${FILM}
`;
