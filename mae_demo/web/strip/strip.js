// A row of test pictures to pick from: radio buttons, so that the arrow keys go from one to the next.

/** props: legend, pictures [{place, name, url}]; the value is the chosen one's place. It triggers `input`. */
export function mount({ element, props, trigger, watch }) {
  const group = Math.random().toString(36).slice(2);
  element.querySelector("legend").textContent = props.legend;
  element.querySelector(".choices").append(...props.pictures.map(({ place, name, url }) => {
    const label = document.createElement("label"), checked = place === props.value;
    const input = Object.assign(document.createElement("input"), { type: "radio", name: group, value: place, checked });
    input.addEventListener("change", () => {
      props.value = place;
      trigger("input");
    });
    label.append(input, Object.assign(document.createElement("img"), { src: url, alt: name, title: name }));
    return label;
  }));
  watch("value", () => { // an address asks for another one
    for (const input of element.querySelectorAll("input")) input.checked = Number(input.value) === props.value;
  });
}
