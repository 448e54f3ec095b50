import type { Random } from "../../types";
import { type Pen, smallPrint, write } from "./canvas";

export type Draw = (pen: Pen, width: number, height: number) => void;

/** A notice with a coloured head, a drawing, and lines beneath. */
function notice(head: string, title: string, chinese: string, lines: string[], picture: Draw): Draw {
  return (pen, width, height) => {
    ground(pen, width, height, "#fbfaf4");
    pen.fillStyle = head;
    pen.fillRect(0, 0, width, height * 0.25);
    write(pen, title, width / 2, height * 0.09, { size: height * 0.075, weight: "900", colour: "#fff", within: width * 0.92 });
    write(pen, chinese, width / 2, height * 0.185, { size: height * 0.075, weight: "bold", colour: "#fff", within: width * 0.9 });
    pen.save();
    pen.translate(width * 0.5, height * 0.46);
    pen.scale(height / 100, height / 100);
    picture(pen, 40, 40);
    pen.restore();
    lines.forEach((line, i) => write(pen, line, width * 0.08, height * (0.71 + 0.068 * i), { size: height * 0.043, align: "left", within: width * 0.86 }));
    frame(pen, width, height, head);
  };
}

function ground(pen: Pen, width: number, height: number, paper: string): void {
  const fade = pen.createLinearGradient(0, 0, width, height);
  fade.addColorStop(0, paper);
  fade.addColorStop(1, "#e4e3dc");
  pen.fillStyle = fade;
  pen.fillRect(0, 0, width, height);
}

function frame(pen: Pen, width: number, height: number, colour: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 8;
  pen.strokeRect(4, 4, width - 8, height - 8);
}

function disc(pen: Pen, x: number, y: number, radius: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 7);
  pen.fill();
}

function helmet(pen: Pen): void {
  disc(pen, 0, 0, 17, "#1f66b0");
  disc(pen, 0, 4, 7.5, "#f4d9bd");
  pen.fillStyle = "#fff";
  pen.beginPath();
  pen.arc(0, 1, 9.5, Math.PI, 0);
  pen.fill();
  pen.fillRect(-12, 0, 24, 2.4);
}

function warning(pen: Pen): void {
  pen.fillStyle = "#f2c21c";
  pen.strokeStyle = "#1d1d1b";
  pen.lineWidth = 2.2;
  pen.beginPath();
  pen.moveTo(0, -17);
  pen.lineTo(19, 15);
  pen.lineTo(-19, 15);
  pen.closePath();
  pen.fill();
  pen.stroke();
  write(pen, "!", 0, 4, { size: 24, weight: "900" });
}

function hand(pen: Pen): void {
  disc(pen, 0, 0, 17, "#c7312b");
  disc(pen, 0, 0, 13.5, "#fff");
  pen.fillStyle = "#1d1d1b";
  pen.fillRect(-6, -2, 12, 9);
  for (let i = 0; i < 4; i++) pen.fillRect(-6 + i * 3.2, -9 + Math.abs(i - 1.5), 2.4, 9);
  pen.strokeStyle = "#c7312b";
  pen.lineWidth = 3;
  pen.beginPath();
  pen.moveTo(-10, -10);
  pen.lineTo(10, 10);
  pen.stroke();
}

function bottle(pen: Pen): void {
  pen.fillStyle = "#2c7d6d";
  pen.beginPath();
  pen.roundRect(-6, -8, 12, 26, 2.5);
  pen.fill();
  pen.fillRect(-3.6, -12, 7.2, 5);
  pen.fillStyle = "#20262b";
  pen.fillRect(-4.4, -17, 8.8, 6);
  pen.fillStyle = "rgba(255,255,255,0.55)";
  pen.fillRect(-4, -5, 1.6, 20);
  write(pen, "✓", 14, 4, { size: 16, weight: "bold", colour: "#2a8a3e" });
}

function steps(pen: Pen): void {
  ["1S", "2S", "3S", "4S", "5S"].forEach((step, i) => {
    disc(pen, -24 + 12 * i, i % 2 ? 5 : -5, 6.2, ["#2d6fb0", "#3d9b63", "#e0a81c", "#d2642a", "#b63a4a"][i]!);
    write(pen, step, -24 + 12 * i, i % 2 ? 5 : -5, { size: 6, weight: "bold", colour: "#fff" });
  });
}

function flow(pen: Pen): void {
  ["STEEL 钢", "FORM 成型", "WELD 焊", "VACUUM 抽真空", "COAT 喷涂", "PACK 包装"].forEach((step, i) => {
    const [x, y] = [-21 + (i % 3) * 21, i < 3 ? -9 : 9];
    pen.fillStyle = ["#24567f", "#2f7f86", "#3d9b63"][i % 3]!;
    pen.fillRect(x - 9, y - 6, 18, 12);
    write(pen, step, x, y, { size: 4, weight: "bold", colour: "#fff", within: 17 });
  });
}

/** Notices on the walls: what they tell, in both languages. */
export const NOTICES: Draw[] = [
  notice("#1f5f9c", "WEAR YOUR HELMET", "必须戴安全帽", ["Eyes, ears, hands: protect them.", "进入车间请穿戴防护用品", "Gloves off at rotating parts."], helmet),
  notice("#c08a12", "MIND YOUR HANDS", "当心机械伤人", ["Two-hand start. No short cuts.", "设备运转时严禁伸手", "Lock out before you clean."], warning),
  notice("#b5302b", "DO NOT TOUCH", "禁止触摸", ["Hot parts after the furnace.", "高温部件 请勿触摸", "Ask the line leader first."], hand),
  notice("#2c7d6d", "EVERY BOTTLE TESTED", "每只保温杯都检测", ["24 h hot: above 62 °C", "Leak test 0.3 bar, 30 s", "不合格不出厂"], bottle),
  notice("#31507e", "5S EVERY DAY", "整理 整顿 清扫 清洁 素养", ["A place for everything.", "物有所位 物在其位", "Audit: every Friday 16:00"], steps),
  notice("#36795a", "HOW A BOTTLE IS MADE", "生产流程", ["Six steps, one roof, 18 days.", "从钢管到成品 一站完成", "18/8 stainless, food grade"], flow),
];

export function banner(text: string, chinese: string, back = "#b3262b"): Draw {
  return (pen, width, height) => {
    pen.fillStyle = back;
    pen.fillRect(0, 0, width, height);
    const folds = pen.createLinearGradient(0, 0, width, 0);
    for (let i = 0; i <= 12; i++) folds.addColorStop(i / 12, i % 2 ? "rgba(0,0,0,0.13)" : "rgba(255,255,255,0.06)");
    pen.fillStyle = folds;
    pen.fillRect(0, 0, width, height);
    write(pen, chinese, width * 0.27, height * 0.52, { size: height * 0.6, weight: "900", colour: "#ffe9a8", within: width * 0.42 });
    write(pen, text, width * 0.74, height * 0.52, { size: height * 0.42, weight: "900", colour: "#fff6dc", within: width * 0.46 });
  };
}

/** A station's name as it hangs from the roof. */
export function sign(number: string, title: string, chinese: string, colour: string): Draw {
  return (pen, width, height) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, height, height);
    write(pen, number, height / 2, height * 0.53, { size: height * 0.75, weight: "900", colour });
    write(pen, title, (width + height) / 2, height * 0.31, { size: height * 0.36, weight: "900", colour: "#fff", within: width - height * 1.2 });
    write(pen, chinese, (width + height) / 2, height * 0.74, { size: height * 0.34, weight: "bold", colour: "#eaf4ff", within: width - height * 1.2 });
    frame(pen, width, height, "#e8eef2");
  };
}

export const exit: Draw = (pen, width, height) => {
  pen.fillStyle = "#0f8a4a";
  pen.fillRect(0, 0, width, height);
  write(pen, "EXIT 安全出口", width * 0.6, height * 0.52, { size: height * 0.42, weight: "bold", colour: "#f2fff6", within: width * 0.7 });
  write(pen, "⇦", width * 0.13, height * 0.5, { size: height * 0.7, weight: "bold", colour: "#f2fff6" });
};

/** Figures of the day, written by hand on a white board. */
export function whiteboard(random: Random): Draw {
  return (pen, width, height) => {
    ground(pen, width, height, "#fdfefe");
    write(pen, "PRODUCTION TODAY  今日生产", width * 0.5, height * 0.09, { size: height * 0.09, weight: "bold", colour: "#1c4f8f" });
    ["Line 产线", "Plan 计划", "Done 完成", "NG %"].forEach((head, c) => write(pen, head, width * (0.14 + 0.24 * c), height * 0.22, { size: height * 0.065, colour: "#333" }));
    ["A1 bottle", "A2 mug", "B1 jar", "B2 kettle", "C1 stove"].forEach((line, r) => {
      const plan = 400 + 100 * Math.floor(random() * 18);
      const row = [line, `${plan}`, `${Math.round(plan * (0.7 + 0.35 * random()))}`, (0.2 + random()).toFixed(1)];
      row.forEach((cell, c) => write(pen, cell, width * (0.14 + 0.24 * c), height * (0.34 + 0.12 * r), { size: height * 0.075, colour: ["#202c3a", "#202c3a", "#1f7a3d", "#b5302b"][c]! }));
    });
    rules(pen, width, height);
  };
}

function rules(pen: Pen, width: number, height: number): void {
  pen.strokeStyle = "rgba(40,70,120,0.5)";
  pen.lineWidth = 2;
  for (let r = 0; r <= 6; r++) line(pen, width * 0.02, height * (0.16 + 0.12 * r), width * 0.98, height * (0.16 + 0.12 * r));
  for (let c = 0; c <= 4; c++) line(pen, width * (0.02 + 0.24 * c), height * 0.16, width * (0.02 + 0.24 * c), height * 0.88);
}

function line(pen: Pen, x: number, y: number, toX: number, toY: number): void {
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
  pen.stroke();
}

/** The month, its holidays red. */
export const calendar: Draw = (pen, width, height) => {
  ground(pen, width, height, "#ffffff");
  pen.fillStyle = "#b5302b";
  pen.fillRect(0, 0, width, height * 0.2);
  write(pen, "九月 SEPTEMBER", width / 2, height * 0.1, { size: height * 0.1, weight: "bold", colour: "#fff", within: width * 0.9 });
  for (let day = 1; day <= 30; day++) {
    const [column, row] = [(day + 1) % 7, Math.floor((day + 1) / 7)];
    write(pen, `${day}`, width * (0.1 + 0.134 * column), height * (0.3 + 0.14 * row), { size: height * 0.085, colour: column < 1 || column > 5 ? "#b5302b" : "#222" });
  }
};

/** Whom the works ships to: continents as plain shapes, routes from Ningbo. */
export const worldMap: Draw = (pen, width, height) => {
  ground(pen, width, height, "#d7e8f0");
  pen.fillStyle = "#5f9a86";
  for (const land of LANDS) {
    pen.beginPath();
    land.forEach(([x, y], i) => (i ? pen.lineTo(x * width, y * height) : pen.moveTo(x * width, y * height)));
    pen.closePath();
    pen.fill();
  }
  pen.strokeStyle = "#c7402e";
  pen.lineWidth = 3;
  for (const [x, y] of PORTS) {
    pen.beginPath();
    pen.moveTo(0.81 * width, 0.45 * height);
    pen.quadraticCurveTo(((0.81 + x) / 2) * width, (Math.min(0.45, y) - 0.2) * height, x * width, y * height);
    pen.stroke();
    disc(pen, x * width, y * height, 7, "#c7402e");
  }
  write(pen, "WE SHIP TO 42 COUNTRIES  远销 42 国", width / 2, height * 0.93, { size: height * 0.075, weight: "bold", colour: "#1d4c6b" });
  frame(pen, width, height, "#1d4c6b");
};

const LANDS: [number, number][][] = [
  [[0.05, 0.2], [0.2, 0.13], [0.31, 0.2], [0.27, 0.33], [0.21, 0.43], [0.17, 0.5], [0.11, 0.4], [0.07, 0.28]],
  [[0.23, 0.54], [0.32, 0.58], [0.34, 0.66], [0.28, 0.84], [0.25, 0.84], [0.22, 0.62]],
  [[0.44, 0.24], [0.52, 0.15], [0.58, 0.2], [0.56, 0.33], [0.5, 0.37], [0.45, 0.34]],
  [[0.45, 0.42], [0.56, 0.42], [0.61, 0.54], [0.55, 0.76], [0.51, 0.76], [0.48, 0.58], [0.43, 0.52]],
  [[0.58, 0.17], [0.74, 0.1], [0.91, 0.17], [0.89, 0.32], [0.81, 0.45], [0.74, 0.55], [0.69, 0.5], [0.62, 0.44], [0.57, 0.34]],
  [[0.8, 0.66], [0.9, 0.63], [0.93, 0.74], [0.86, 0.8], [0.79, 0.76]],
];
const PORTS: [number, number][] = [[0.16, 0.36], [0.26, 0.3], [0.49, 0.27], [0.53, 0.32], [0.29, 0.68], [0.87, 0.72], [0.53, 0.7], [0.63, 0.43]];

/** A product sheet: photograph-like drawing, name, figures in small print. */
export function productSheet(random: Random, name: string, chinese: string, hue: number): Draw {
  return (pen, width, height) => {
    const back = pen.createLinearGradient(0, 0, width * 0.4, height);
    back.addColorStop(0, `hsl(${hue} 45% 88%)`);
    back.addColorStop(1, `hsl(${hue + 20} 50% 55%)`);
    pen.fillStyle = back;
    pen.fillRect(0, 0, width, height);
    disc(pen, width * 0.5, height * 0.45, width * 0.34, `hsl(${hue} 60% 95%)`);
    pen.save();
    pen.translate(width * 0.5, height * 0.45);
    pen.scale(height / 62, height / 62);
    bottle(pen);
    pen.restore();
    write(pen, name, width / 2, height * 0.09, { size: height * 0.07, weight: "900", colour: "#16323c", within: width * 0.9 });
    write(pen, chinese, width / 2, height * 0.17, { size: height * 0.055, weight: "bold", colour: "#16323c" });
    smallPrint(pen, width * 0.12, height * 0.8, width * 0.76, 4, height * 0.038, random, "rgba(16,40,50,0.8)");
  };
}
