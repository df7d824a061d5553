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
export const PARTS = "image upload mask checkpoint folds takeaway link compare lab about".split(" ");
