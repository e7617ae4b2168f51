// Reads volunteers' cards with the camera inside the page [data-scan]; says each to it as the event "reception:read".
// The browser's own reader where it has one, else ZXing, which is loaded only then.
(() => {
  const root = document.querySelector("[data-scan]");
  if (!root || !navigator.mediaDevices?.getUserMedia) return;
  const [open, close] = ["[data-scan-open]", "[data-scan-close]"].map((name) => root.querySelector(name));
  const [video, words] = [root.querySelector("video"), root.querySelector("[data-scan-words]")];
  const EVERY_MS = 200;
  const SAME_AGAIN_MS = 4000;
  // ZXing misses one code in fourteen that is held quite straight and still, and reads it a little turned (radians).
  const TURNS = [0, 0.1, 0.35];
  let stream = null;
  let last = { text: "", at: 0 };

  function load(source) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = resolve;
      script.onerror = () => reject(new Error(source));
      document.head.append(script);
    });
  }

  async function reader() {
    if ("BarcodeDetector" in window && (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await detector.detect(video))[0]?.rawValue ?? "";
    }
    if (!window.ZXing) await load(root.dataset.zxing);
    return zxing();
  }

  function zxing() {
    const { BinaryBitmap, HTMLCanvasElementLuminanceSource, HybridBinarizer, QRCodeReader } = window.ZXing;
    const [canvas, qr] = [document.createElement("canvas"), new QRCodeReader()];
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    let looks = 0;
    return async () => {
      const [width, height] = [video.videoWidth, video.videoHeight];
      [canvas.width, canvas.height] = [width, height];
      pen.fillStyle = "white";
      pen.fillRect(0, 0, width, height);
      pen.translate(width / 2, height / 2);
      pen.rotate(TURNS[looks++ % TURNS.length]);
      pen.drawImage(video, -width / 2, -height / 2);
      try {
        return qr.decode(new BinaryBitmap(new HybridBinarizer(new HTMLCanvasElementLuminanceSource(canvas)))).getText();
      } catch {
        return ""; // no code in this picture; the next one comes soon
      }
    };
  }

  async function look(read) {
    if (!stream) return;
    const text = video.videoWidth ? await read() : "";
    if (text && (text !== last.text || Date.now() - last.at > SAME_AGAIN_MS)) {
      last = { text, at: Date.now() };
      root.dispatchEvent(new CustomEvent("reception:read", { bubbles: true, detail: text }));
    }
    setTimeout(() => look(read), EVERY_MS);
  }

  function show(isOpen, text) {
    video.hidden = close.hidden = !isOpen;
    open.hidden = isOpen;
    words.textContent = text;
  }

  open.addEventListener("click", async () => {
    try {
      const read = await reader();
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.srcObject = stream;
      await video.play();
      show(true, "受付カードの二次元コードを、カメラに写してください。");
      look(read);
    } catch {
      stop("カメラを使えませんでした。番号を入力するか、下の名簿から受付してください。");
    }
  });

  function stop(text) {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    show(false, text);
  }
  close.addEventListener("click", () => stop(""));
  root.hidden = false;
})();
