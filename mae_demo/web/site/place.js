// A widget on a page without Gradio: it is handed what gr.HTML hands its script.

/**
 * @param {Element} element holds the widget's markup @param {{mount: Function}} widget @param {object} given its props
 * @param {Object<string, (value: unknown) => void>} on what to do with each event that it triggers
 * @returns {{props: object, set: (values: object) => void}} `set` gives it new props, and tells it
 */
export function place(element, widget, given, on = {}) {
  const props = { value: null, ...given }, watchers = [];
  const trigger = (event) => on[event]?.(props.value);
  const watch = (keys, hear) => watchers.push({ keys: [keys].flat(), hear });
  widget.mount({ element, props, trigger, watch });
  return {
    props,
    set(values) {
      Object.assign(props, values);
      for (const { keys, hear } of watchers) if (keys.some((key) => key in values)) hear();
    },
  };
}
