// A row of test pictures to pick from: radio buttons, so that the arrow keys go from one to the next.
const group = Math.random().toString(36).slice(2);
element.querySelector("legend").textContent = props.legend;
element.querySelector(".choices").append(...props.pictures.map(({ place, name, url }) => {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name: group, checked: place === props.value });
  input.addEventListener("change", () => {
    props.value = place;
    trigger("input");
  });
  label.append(input, Object.assign(document.createElement("img"), { src: url, alt: name, title: name }));
  return label;
}));
