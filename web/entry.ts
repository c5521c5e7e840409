import "./styles/index.css";
import * as Turbo from "@hotwired/turbo";
import { startIslands } from "./islands.ts";
import { guardMorphing } from "./morphing.ts";

// Turbo swaps pages without reloading; forms and links stay plain HTML and work without it.
Turbo.config.drive.progressBarDelay = 300;
guardMorphing();
startIslands();
