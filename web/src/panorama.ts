import "./storage";

import "@photo-sphere-viewer/core/index.css";
import "@photo-sphere-viewer/virtual-tour-plugin/index.css";

import { Viewer } from "@photo-sphere-viewer/core";
import { EquirectangularTilesAdapter } from "@photo-sphere-viewer/equirectangular-tiles-adapter";
import { VirtualTourPlugin } from "@photo-sphere-viewer/virtual-tour-plugin";

import type { Manifest, Scene } from "./manifest";

const degrees = (value: number): string => `${value}deg`;

function picture(scene: Scene, url: (name: string) => string): unknown {
  if (!scene.tiles || !scene.tile_columns || !scene.tile_rows) {
    // The tiles adapter shows a whole picture as its own base.
    return { width: scene.width, cols: 8, rows: 4, baseUrl: url(scene.panorama), tileUrl: () => null };
  }
  const pattern = scene.tiles;
  return {
    width: scene.width,
    cols: scene.tile_columns,
    rows: scene.tile_rows,
    baseUrl: url(scene.base ?? scene.preview),
    tileUrl: (col: number, row: number) =>
      url(pattern.replace("{level}", "0").replace("{col}", `${col}`).replace("{row}", `${row}`)),
  };
}

/** Show a tour; arrow keys turn it and the station's name is spoken by screen readers. */
export function showTour(box: HTMLElement, manifest: Manifest, url: (name: string) => string): Viewer {
  const first = manifest.scenes[0];
  if (!first) throw new Error("a tour without scenes");
  const viewer = new Viewer({
    container: box,
    adapter: EquirectangularTilesAdapter.withConfig({ baseBlur: false }),
    maxFov: widest(first),
    minFov: 20,
    keyboard: "always",
    mousewheelCtrlKey: window.parent !== window,
    touchmoveTwoFingers: false,
    navbar: ["zoom", "move", "caption", "fullscreen"],
    defaultZoomLvl: 0,
    plugins: [
      VirtualTourPlugin.withConfig({
        dataMode: "client",
        positionMode: "manual",
        startNodeId: first.id,
        nodes: manifest.scenes.map((scene) => ({
          id: scene.id,
          name: scene.title,
          caption: caption(scene),
          panorama: picture(scene, url),
          sphereCorrection: { pan: "0deg" },
          links: scene.links.map((link) => ({
            nodeId: link.to,
            position: { yaw: degrees(link.yaw), pitch: degrees(link.pitch - 15) },
          })),
        })),
        transitionOptions: { effect: reducedMotion() ? "none" : "fade", speed: 800, rotation: false, showLoader: true },
      }),
    ],
  });
  announce(box, viewer, manifest, first);
  return viewer;
}

/**
 * The widest view in degrees from top to bottom: about what the cameras saw, so that a
 * ring without sky and floor does not stand between two black bars.
 */
function widest(scene: Scene): number {
  const ring = Math.min(1, (scene.coverage * 360) / Math.max(scene.span, 1));
  const seen = (2 * Math.asin(ring) * 180) / Math.PI;
  return Math.min(90, Math.max(38, seen));
}

function caption(scene: Scene): string {
  const seen = scene.span >= 359.5 ? "full circle" : `${Math.round(scene.span)}° seen`;
  return `${escapeHtml(scene.title)} <small>· ${seen}</small>`;
}

function announce(box: HTMLElement, viewer: Viewer, manifest: Manifest, first: Scene): void {
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("aria-live", "polite");
  box.after(live);
  const tour = viewer.getPlugin<VirtualTourPlugin>(VirtualTourPlugin);
  tour.addEventListener("node-changed", ({ node }) => {
    live.textContent = `Station: ${node.name ?? ""}`;
    const scene = manifest.scenes.find(({ id }) => id === node.id);
    if (scene) viewer.setOption("maxFov", widest(scene));
  });
  viewer.addEventListener(
    "ready",
    () => {
      box.dataset["ready"] = manifest.scenes.length.toString();
      viewer.rotate({ yaw: degrees(first.initial_yaw), pitch: "0deg" });
    },
    { once: true },
  );
}

function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function escapeHtml(text: string): string {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}
