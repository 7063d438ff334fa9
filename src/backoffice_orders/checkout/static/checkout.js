// Everything here only makes faster what the page's plain forms do as well.

import { changedBefore } from "./fields.js";
import { keeps } from "./kept.js";
import { watch } from "./live.js";
import { saving } from "./saving.js";
import { steppers } from "./steppers.js";
import { suggests } from "./suggest.js";

steppers();
saving();
suggests();
keeps();
watch();
changedBefore();
