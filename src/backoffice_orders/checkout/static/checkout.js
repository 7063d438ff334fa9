// Everything here only makes faster what the page's plain forms do as well.

import { changedBefore } from "./fields.js";
import { keeps } from "./kept.js";
import { leaving } from "./leaving.js";
import { watch } from "./live.js";
import { afterAll, saving, unsaved } from "./saving.js";
import { steppers } from "./steppers.js";
import { suggests } from "./suggest.js";

steppers();
saving();
suggests();
keeps();
watch();
changedBefore();
leaving(unsaved, afterAll);
