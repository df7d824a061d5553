// The map of latent vectors, whose widget answers by the engine.
import { place } from "../place.js";
import { controlsOf } from "./controls.js";

/** The panel; the widget tells by itself what it shows. */
export function latentSpacePanel(section, tools) {
  const { widgets, given, networks, words, data, changed } = tools;
  const props = { words: words.latent_space, networks, colours: given.colours };
  const explorer = place(section.querySelector("#explorer"), widgets.explorer, props);
  const controls = controlsOf(section, tools, changed);
  let shown = null, asked = null; // the autoencoder whose map is there; the picture that a link asks for

  return {
    values: controls.values,
    set(values) {
      controls.set(values);
      asked = values.picture;
    },
    async show() {
      const { maps, side, labels } = await data(), { autoencoder: name } = controls.values();
      const picture = asked ?? explorer.props.value?.stands ?? 0, { classes, sheet } = given.lab;
      asked = null;
      if (shown !== name) {
        const pictures = shown === null ? { sheet, side, labels, classes } : {};
        explorer.set({ value: { name, picture, ...maps[name], ...pictures } });
      } else if (picture !== explorer.props.value?.stands) explorer.set({ value: picture });
      shown = name;
    },
  };
}
