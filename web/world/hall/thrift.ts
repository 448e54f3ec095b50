import { Material, ShaderChunk } from "three";

const TAPS = /shadow = \(\s*texture\( shadowMap, vec3\( shadowCoord\.xy[\s\S]*?\) \* 0\.2;/;
const SHADOWS = ShaderChunk.shadowmap_pars_fragment.replace(TAPS, "shadow = texture( shadowMap, shadowCoord.xyz );");
const LIGHTS = ShaderChunk.lights_fragment_begin.replaceAll("directLight.visible && receiveShadow", "directLight.visible && receiveShadow && dot( geometryNormal, directLight.direction ) > 0.0");

/** A material whose pixels cost less: one look into the shadow map instead of five (the map is
 * fine enough, and no noise depends on the camera), none for what faces away from the sun, and
 * no light from the scene's surroundings unless it mirrors its own. `also` changes its shader. */
export function thrifty<Kind extends Material>(material: Kind, also: (fragment: string) => string = (same) => same): Kind {
  material.onBeforeCompile = (shader) => {
    const plain = shader.fragmentShader
      .replace("#include <lights_fragment_maps>", "")
      .replace("#include <shadowmap_pars_fragment>", SHADOWS)
      .replace("#include <lights_fragment_begin>", LIGHTS);
    shader.fragmentShader = also(plain);
  };
  // Materials with the same change share one program, others must not.
  material.customProgramCacheKey = () => `thrifty ${also.toString()}`;
  return material;
}
