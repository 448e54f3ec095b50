import type { Random } from "../../types";
import { type Pen, smallPrint, write } from "./canvas";
import type { Draw } from "./posters";

interface Certificate {
  mark: string;
  title: string;
  about: string;
  colour: string;
}

export const CERTIFICATES: Certificate[] = [
  { mark: "CE", title: "CERTIFICATE OF CONFORMITY", about: "Camping stoves and lanterns", colour: "#1f4f93" },
  { mark: "FDA", title: "FOOD CONTACT TEST REPORT", about: "21 CFR 177 · vacuum bottles", colour: "#1d6a8a" },
  { mark: "LFGB", title: "PRÜFBERICHT · TEST REPORT", about: "Stainless steel 304 / 316", colour: "#8f2f2f" },
  { mark: "ISO 9001", title: "QUALITY MANAGEMENT", about: "质量管理体系认证证书", colour: "#9a7a1f" },
  { mark: "BSCI", title: "SOCIAL AUDIT · GRADE A", about: "Audit of the year, valid 24 months", colour: "#3b7a3f" },
  { mark: "ISO 14001", title: "ENVIRONMENT", about: "环境管理体系认证证书", colour: "#2f7f6a" },
  { mark: "专利证书", title: "PATENT CERTIFICATE", about: "One-touch lid 一键开盖", colour: "#b0453a" },
  { mark: "AAA", title: "CREDIT RATING 信用等级", about: "Export enterprise of Ningbo", colour: "#7a5a9a" },
];

/** A framed paper: border, mark, title, small print, seal, signature. No body's real logo. */
export function certificate(random: Random, what: Certificate): Draw {
  return (pen, width, height) => {
    pen.fillStyle = "#fcf9ef";
    pen.fillRect(0, 0, width, height);
    border(pen, width, height, what.colour);
    write(pen, "NINGBO HAIYUE OUTDOOR CO., LTD", width / 2, height * 0.12, { size: height * 0.032, weight: "bold", within: width * 0.8 });
    write(pen, what.mark, width / 2, height * 0.25, { size: height * 0.135, weight: "900", serif: true, colour: what.colour, within: width * 0.8 });
    write(pen, what.title, width / 2, height * 0.365, { size: height * 0.042, weight: "bold", serif: true, within: width * 0.8 });
    write(pen, what.about, width / 2, height * 0.425, { size: height * 0.035, serif: true, within: width * 0.8 });
    smallPrint(pen, width * 0.15, height * 0.48, width * 0.7, 8, height * 0.033, random);
    seal(pen, width * 0.72, height * 0.83, width * 0.1);
    signature(pen, random, width * 0.18, height * 0.85, width * 0.3);
    write(pen, `No. ${Math.floor(1e6 + random() * 9e6)}`, width * 0.33, height * 0.91, { size: height * 0.026 });
  };
}

function border(pen: Pen, width: number, height: number, colour: string): void {
  pen.strokeStyle = colour;
  for (const [inset, thick] of [[0.035, 7], [0.06, 2], [0.072, 2]] as const) {
    pen.lineWidth = thick;
    pen.strokeRect(width * inset, width * inset, width * (1 - 2 * inset), height - 2 * width * inset);
  }
  pen.lineWidth = 1.2;
  for (let i = 0; i < 14; i++) {
    pen.beginPath();
    pen.ellipse(width / 2, height / 2, width * 0.3, height * 0.09, (i * Math.PI) / 14, 0, 7);
    pen.globalAlpha = 0.08;
    pen.stroke();
    pen.globalAlpha = 1;
  }
}

function seal(pen: Pen, x: number, y: number, radius: number): void {
  pen.strokeStyle = pen.fillStyle = "rgba(190,40,36,0.85)";
  pen.lineWidth = radius * 0.1;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.stroke();
  pen.beginPath();
  for (let i = 0; i < 10; i++) {
    const [angle, far] = [(i * Math.PI) / 5 - Math.PI / 2, radius * (i % 2 ? 0.22 : 0.55)];
    pen.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
  }
  pen.fill();
}

function signature(pen: Pen, random: Random, x: number, y: number, width: number): void {
  pen.strokeStyle = "#26344f";
  pen.lineWidth = 2.5;
  pen.beginPath();
  pen.moveTo(x, y);
  for (let i = 1; i <= 5; i++) pen.quadraticCurveTo(x + (width * (i - 0.5)) / 5, y - 34 * random(), x + (width * i) / 5, y + 10 * (random() - 0.5));
  pen.stroke();
}

/** What is printed on a shipping carton: marks, arrows, article and destination. */
export function shippingMark(random: Random, article: string, port: string): Draw {
  return (pen, width, height) => {
    pen.fillStyle = "#c79c64";
    pen.fillRect(0, 0, width, height);
    speckle(pen, random, width, height);
    const ink = "#2b211a";
    write(pen, "HAIYUE OUTDOOR", width * 0.5, height * 0.16, { size: height * 0.13, weight: "900", colour: ink, within: width * 0.86 });
    [`ART ${article}`, `QTY 24 PCS  G.W. ${(9 + 6 * random()).toFixed(1)} KGS`, `TO ${port}`, `C/NO. ${1 + Math.floor(random() * 400)}  MADE IN CHINA`].forEach((text, i) =>
      write(pen, text, width * 0.08, height * (0.36 + 0.13 * i), { size: height * 0.088, weight: "bold", colour: ink, align: "left", within: width * 0.62 }),
    );
    write(pen, "⬆⬆", width * 0.85, height * 0.45, { size: height * 0.24, colour: ink });
    write(pen, "易碎 FRAGILE", width * 0.84, height * 0.68, { size: height * 0.075, weight: "bold", colour: "#a3262a", within: width * 0.26 });
    bars(pen, random, width * 0.72, height * 0.78, width * 0.22, height * 0.14, ink);
  };
}

function speckle(pen: Pen, random: Random, width: number, height: number): void {
  for (let i = 0; i < 500; i++) {
    pen.fillStyle = random() < 0.5 ? "rgba(110,75,35,0.25)" : "rgba(240,215,170,0.3)";
    pen.fillRect(random() * width, random() * height, 1 + 4 * random(), 1.2);
  }
}

function bars(pen: Pen, random: Random, x: number, y: number, width: number, height: number, ink: string): void {
  pen.fillStyle = ink;
  for (let at = 0; at < width; at += 2 + 5 * random()) pen.fillRect(x + at, y, 1 + 3 * random(), height);
}

/** A clock's face at ten past nine. */
export const clockFace: Draw = (pen, width) => {
  const [r, tau] = [width / 2, 2 * Math.PI];
  pen.fillStyle = "#fbfbf8";
  pen.fillRect(0, 0, width, width);
  for (let i = 0; i < 12; i++) write(pen, `${i || 12}`, r + 0.76 * r * Math.sin((i * tau) / 12), r - 0.76 * r * Math.cos((i * tau) / 12), { size: r * 0.22, weight: "bold" });
  pen.strokeStyle = "#1b2229";
  for (const [turn, long, thick] of [[9.17 / 12, 0.45, 8], [10 / 60, 0.68, 5]] as const) {
    pen.lineWidth = thick;
    pen.beginPath();
    pen.moveTo(r, r);
    pen.lineTo(r + long * r * Math.sin(turn * tau), r - long * r * Math.cos(turn * tau));
    pen.stroke();
  }
};

/** A round gauge with its coloured arc and needle at `part` of the scale. */
export function gauge(unit: string, part: number): Draw {
  return (pen, width) => {
    const r = width / 2;
    pen.fillStyle = "#fafaf6";
    pen.fillRect(0, 0, width, width);
    for (const [from, to, colour] of [[0, 0.6, "#3a9a55"], [0.6, 0.8, "#e0b022"], [0.8, 1, "#c9372f"]] as const) {
      pen.strokeStyle = colour;
      pen.lineWidth = r * 0.14;
      pen.beginPath();
      pen.arc(r, r, r * 0.72, Math.PI * (0.75 + 1.5 * from), Math.PI * (0.75 + 1.5 * to));
      pen.stroke();
    }
    write(pen, unit, r, r * 1.5, { size: r * 0.3, weight: "bold" });
    pen.strokeStyle = "#1b2229";
    pen.lineWidth = r * 0.07;
    const angle = Math.PI * (0.75 + 1.5 * part);
    pen.beginPath();
    pen.moveTo(r, r);
    pen.lineTo(r + 0.7 * r * Math.cos(angle), r + 0.7 * r * Math.sin(angle));
    pen.stroke();
  };
}

/** A machine's screen: curves, bars, a line of state. */
export function screen(random: Random, title: string): Draw {
  return (pen, width, height) => {
    pen.fillStyle = "#0d2536";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#1c5a86";
    pen.fillRect(0, 0, width, height * 0.17);
    write(pen, title, width * 0.5, height * 0.09, { size: height * 0.11, weight: "bold", colour: "#e8f6ff", within: width * 0.92 });
    pen.strokeStyle = "#56e39b";
    pen.lineWidth = 3;
    pen.beginPath();
    for (let i = 0; i <= 24; i++) pen.lineTo(width * (0.06 + 0.5 * (i / 24)), height * (0.6 - 0.22 * Math.sin(i * 0.7) * random()));
    pen.stroke();
    for (let i = 0; i < 6; i++) {
      pen.fillStyle = ["#f0b429", "#4cc3ff", "#56e39b"][i % 3]!;
      pen.fillRect(width * (0.63 + 0.055 * i), height * (0.85 - 0.5 * random()), width * 0.035, height * 0.5);
    }
    pen.fillStyle = "#0d2536";
    pen.fillRect(0, height * 0.84, width, height * 0.16);
    write(pen, `RUN 运行   CYCLE ${(8 + 20 * random()).toFixed(1)} s`, width * 0.5, height * 0.91, { size: height * 0.09, colour: "#56e39b", within: width * 0.9 });
  };
}

/** A plate on a machine: maker's article, figures, warning stripe. */
export function plate(random: Random, title: string, colour: string): Draw {
  return (pen, width, height) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, width, height);
    write(pen, title, width / 2, height * 0.34, { size: height * 0.4, weight: "900", colour: "#fff", within: width * 0.92 });
    smallPrint(pen, width * 0.1, height * 0.64, width * 0.8, 2, height * 0.14, random, "rgba(255,255,255,0.8)");
  };
}
