// Questions of the explorer answered on the visitor's own device, as mae_demo/answers/latent_space.py answers them.
import { apart, greyPixels, picturesOf } from "../shared/grey.js";
import { networksOfPage } from "../shared/networks.js";
import { drawable } from "../shared/pictures.js";
import { heatMap } from "../shared/scale.js";

/** The latent at a place of the map: the mean in every direction that the map does not show. */
export const lifted = (place, { mean, directions }) =>
  Float32Array.from(mean, (value, i) => directions.reduce((sum, way, axis) => sum + place[axis] * way[i], value));

/** The place of a latent on the map. */
export const projected = (code, { mean, directions }) =>
  directions.map((way) => way.reduce((sum, along, i) => sum + along * (code[i] - mean[i]), 0));

/**
 * @param explorer @param props networks: of a page without a server, which answers all by itself. Where there is a
 *   server, `engine` says what can be had here: an autoencoder comes meanwhile, and the server answers until then
 * @returns {?{isReady: () => boolean, prepare: () => void, answer: (question: object) => Promise<object>,
 *   giveUp: (error: Error) => void}} null where the engine is not wanted
 */
export function localAnswers({ root, state }, props) {
  const networks = props.networks ?? networksOfPage(props), isAlone = Boolean(props.networks);
  if (!networks) return null;
  let sheet = null, pictureAt = null;

  async function encoded(name, picture) {
    if (sheet !== state.sheet) [sheet, pictureAt] = [state.sheet, picturesOf(state.sheet, state.side)];
    const original = pictureAt(picture);
    return { original, code: (await networks.ask({ ask: "encode", name, pictures: original })).latents };
  }

  async function drawn(seed) {
    const { centre, deviation } = state;
    const { numbers } = await networks.ask({ ask: "chance", count: centre.length, seed });
    return numbers.map((number, i) => centre[i] + deviation[i] * number);
  }

  return {
    isReady: () => isAlone || (networks.knows(state.name) && networks.has(state.name)),
    /** Bring the autoencoder at hand; what fails is the server's. */
    prepare() {
      const { name } = state;
      delete root.dataset.engine;
      networks.bring([name], "explorer").then(() => {
        if (name === state.name) root.dataset.engine = "ready"; // the next question is answered here
      }, () => {});
    },
    giveUp: (error) => networks.giveUp(state.name, error),
    async answer({ picture, code: asked, place, draw, number }) {
      const { name, side, mean, directions } = state, flat = { mean, directions };
      if (isAlone) await networks.bring([name], "explorer");
      const own = picture === undefined ? null : await encoded(name, picture);
      const found = asked ?? own?.code ?? (place ? lifted(place, flat) : await drawn(draw));
      const code = Float32Array.from(found);
      const { pictures: decoded } = await networks.ask({ ask: "decode", name, latents: code });
      const told = {
        name, number, code: [...code], place: projected(code, flat), decoded: drawable(greyPixels(decoded, side)),
      };
      if (!own) return told;
      const errors = decoded.map((value, i) => Math.abs(value - own.original[i]));
      return {
        ...told, picture, encoded: [...own.code], changed: Boolean(asked), error: heatMap(errors, side, props.colours),
        ...apart(decoded, own.original),
      };
    },
  };
}
