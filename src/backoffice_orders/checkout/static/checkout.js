// Everything here only makes faster what the page's plain forms do as well.

import { changedBefore } from "./fields.js";
import { keeps } from "./kept.js";
import { leaving } from "./leaving.js";
import { watch } from "./live.js";
import { afterAll, at, saving, unsaved } from "./saving.js";
import { steppers } from "./steppers.js";
import { suggests } from "./suggest.js";

// What a button answered cannot be gone back to, from a payment page say: the cart itself can.
const cart = new URL(at("").slice(0, -1));
if (cart.pathname !== location.pathname) history.replaceState(null, "", cart);
steppers();
saving();
suggests();
keeps();
watch();
changedBefore();
leaving(unsaved, afterAll);
