// Everything here only makes faster what the page's plain forms do as well.

import { begun } from "./begun.js";
import { everything } from "./everything.js";
import { changedBefore } from "./fields.js";
import { handing } from "./handing.js";
import { keeps } from "./kept.js";
import { leaving } from "./leaving.js";
import { live } from "./live.js";
import { further } from "./more.js";
import { parts } from "./parts.js";
import { saves } from "./saves.js";
import { searches } from "./search.js";
import { queue, sending, unsaved } from "./send.js";
import { services } from "./services.js";
import { shortcuts } from "./shortcuts.js";
import { steppers } from "./steppers.js";
import { stock } from "./stock.js";
import { suggests } from "./suggest.js";

searches();
further();
parts();
handing();
stock();
suggests();
steppers();
sending();
saves();
services();
shortcuts();
live();
begun();
everything();
keeps();
changedBefore();
leaving(unsaved, (go) => queue.add(go));
