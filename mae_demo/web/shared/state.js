// What is selected on the page, a row a key: one table for addresses, settings files, `?hide=`, and the tests.
//
// type: 'choice' is one of a list, the table's own or one that depends on the shelf; 'choices' is several of one, apart
// by commas; 'whole' is a number from low to high; 'mask' is hexadecimal digits; 'parts' is a list of PARTS. fallback:
// what stands where an address says nothing; null means the first there is. address, file: whether an address, or a
// file of settings, holds it. What stands in braces is JSON, which Python reads as well (mae_demo.ui.state).
export const STATE = {
  "image": {"type": "choice", "fallback": null, "address": true, "file": true},
  "checkpoint": {"type": "choice", "fallback": null, "address": true, "file": true},
  "strategy": {"type": "choice", "fallback": "random", "address": true, "file": true},
  "ratio": {"type": "whole", "low": 0, "high": 100, "fallback": 75, "address": true, "file": true},
  "seed": {"type": "whole", "low": 0, "high": 2147483647, "fallback": 7, "address": true, "file": true},
  "balance": {"type": "whole", "low": -100, "high": 100, "fallback": 100, "address": true, "file": true},
  "mask": {"type": "mask", "fallback": "", "address": true, "file": true},
  "view": {
    "type": "choice", "fallback": "pasted", "address": true, "file": true,
    "choices": ["pasted", "raw", "error", "patch_error", "original", "normalised", "oracle"]
  },
  "blend": {"type": "choice", "fallback": "0", "address": true, "file": true, "choices": ["0", "1"]},
  "tab": {"type": "choice", "fallback": null, "address": true, "file": false},
  "stage": {
    "type": "choice", "fallback": "", "address": true, "file": false,
    "choices": [
      "picture", "patches", "tokens", "encoder", "mask_tokens", "decoder", "blanked", "latent", "restored", "down",
      "bottom", "up", "visible", "solve", "prediction"
    ]
  },
  "compare": {"type": "choices", "fallback": "", "address": true, "file": false},
  "panel": {"type": "choice", "fallback": null, "address": true, "file": false},
  "lesson": {"type": "choice", "fallback": null, "address": true, "file": false},
  "step": {"type": "whole", "low": 1, "high": 20, "fallback": 1, "address": true, "file": false},
  "lang": {"type": "choice", "fallback": null, "address": true, "file": false},
  "hide": {"type": "parts", "fallback": "", "address": true, "file": false},
  "grid": {"type": "grid", "fallback": null, "address": false, "file": true},
  "rolled": {"type": "flag", "fallback": false, "address": false, "file": true}
};

/** The parts of the page that `?hide=` leaves out; page.css knows how. */
export const PARTS = "image upload mask checkpoint folds takeaway link compare lab train lessons about".split(" ");

/** Of the tab 'Train' the controls that an address sets, in the order of the page. */
export const TRAIN = {
  "data": {"type": "choice", "fallback": "fashion", "choices": ["fashion", "digits"]},
  "code": {"type": "whole", "low": 1, "high": 64, "fallback": 2},
  "depth": {"type": "choice", "fallback": "1", "choices": ["0", "1", "2"]},
  "units": {"type": "choice", "fallback": "relu", "choices": ["relu", "linear"]},
  "tied": {"type": "choice", "fallback": "no", "choices": ["no", "yes"]},
  "loss": {"type": "choice", "fallback": "mse", "choices": ["mse", "l1", "bce"]},
  "optimiser": {"type": "choice", "fallback": "adam", "choices": ["adam", "sgd"]},
  "rate": {
    "type": "choice", "fallback": "0.003",
    "choices": ["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10", "30"]
  },
  "batch": {"type": "choice", "fallback": "32", "choices": ["8", "16", "32", "64", "128"]},
  "hidden": {"type": "whole", "low": 0, "high": 90, "fallback": 0},
  "noise": {"type": "whole", "low": 0, "high": 60, "fallback": 0},
  "speed": {"type": "choice", "fallback": "max", "choices": ["1", "10", "100", "max"]},
  "start": {"type": "whole", "low": 0, "high": 9999, "fallback": 7}
};

/** Of each panel of the tab 'Autoencoders' the controls that an address sets, in the order of the page. */
export const PANELS = {
  "latent_space": {
    "autoencoder": {"type": "choice", "fallback": null},
    "picture": {"type": "whole", "low": 0, "high": 999, "fallback": 0}
  },
  "interpolation": {
    "from": {"type": "choice", "fallback": 2},
    "to": {"type": "choice", "fallback": 23},
    "way": {"type": "whole", "low": 0, "high": 100, "fallback": 50}
  },
  "bottleneck": {},
  "features": {
    "picture": {"type": "choice", "fallback": 0},
    "reader": {"type": "choice", "fallback": "probe", "choices": ["probe", "knn"]}
  },
  "denoising": {
    "picture": {"type": "choice", "fallback": 1},
    "kind": {
      "type": "choice", "fallback": "gaussian", "choices": ["gaussian", "salt_and_pepper", "hidden_pixels"]
    },
    "strength": {"type": "whole", "low": 0, "high": 60, "fallback": 20}
  },
  "superresolution": {
    "picture": {"type": "choice", "fallback": 1},
    "factor": {"type": "choice", "fallback": 2, "choices": ["2", "4"]}
  },
  "compression": {
    "picture": {"type": "choice", "fallback": 18},
    "autoencoder": {"type": "choice", "fallback": null},
    "bits": {"type": "whole", "low": 1, "high": 8, "fallback": 6}
  },
  "anomaly": {"threshold": {"type": "whole", "low": 0, "high": 80, "fallback": 20}},
  "augmentation": {
    "picture": {"type": "choice", "fallback": 16},
    "imagined": {"type": "choice", "fallback": null},
    "percent": {"type": "whole", "low": 5, "high": 95, "fallback": 75},
    "variant": {"type": "whole", "low": 0, "high": 50, "fallback": 0}
  },
  "l1_or_mse": {
    "white": {"type": "whole", "low": 0, "high": 100, "fallback": 70},
    "guess": {"type": "whole", "low": 0, "high": 100, "fallback": 50}
  },
  "perception": {
    "picture": {"type": "choice", "fallback": 16},
    "kind": {"type": "choice", "fallback": "shift", "choices": ["shift", "mosaic", "brightness", "noise"]},
    "amount": {"type": "whole", "low": 0, "high": 5, "fallback": 1}
  }
};

/** Of the films under it. */
export const FILMS = {
  "film": {"type": "choice", "fallback": null},
  "moment": {"type": "whole", "low": 1, "high": 30, "fallback": 30}
};
