// A colour for each of ten classes, the same wherever pictures are told apart by class.

// Okabe and Ito's colours, which the colour-blind tell apart, made to stand on white and on black, and three more
export const COLOURS = [
  "#e69f00", "#56b4e9", "#009e73", "#d6c21a", "#3a7ccf", "#d55e00", "#cc79a7", "#8a8a8a", "#b03060", "#8c6bd8",
];
