import "./styles/index.css";
import * as Turbo from "@hotwired/turbo";
import { startIslands } from "./islands.ts";
import { guardMorphing } from "./morphing.ts";

// Turbo swaps pages without reloading; forms and links stay plain HTML and work without it.
Turbo.config.drive.progressBarDelay = 300;
guardMorphing();
startIslands();

// Without it (an old browser, plain HTTP in an office) everything works but the page shown without a line.
addEventListener("load", () => {
  if (document.querySelector('link[rel="manifest"]'))
    navigator.serviceWorker?.register("/service-worker.js").catch(() => undefined);
});
