// Gradio calls every thumbnail "Thumbnail 1 of 20"; call it by what it shows.
() => {
  for (const button of document.querySelectorAll("#strip button"))
    button.setAttribute("aria-label", button.querySelector("img").alt);
}
