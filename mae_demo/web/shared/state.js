// What is selected on the page, a row a key: one table for addresses, settings files, `?hide=`, and the tests.
//
// type: 'choice' is one of a list, the table's own or one that depends on the shelf; 'whole' is a number from low to
// high; 'mask' is hexadecimal digits; 'parts' is a list of PARTS. fallback: what stands where an address says nothing;
// null means the first there is. address, file: whether an address, or a file of settings, holds it. What stands in
// braces is JSON, which Python reads as well (mae_demo.ui.state).
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
  "tab": {"type": "choice", "fallback": null, "address": true, "file": false},
  "hide": {"type": "parts", "fallback": "", "address": true, "file": false},
  "grid": {"type": "grid", "fallback": null, "address": false, "file": true},
  "rolled": {"type": "flag", "fallback": false, "address": false, "file": true}
};

/** The parts of the page that `?hide=` leaves out; page.css knows how. */
export const PARTS = "image upload mask checkpoint folds takeaway link compare lab train about".split(" ");

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
