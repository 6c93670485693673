// Starts the paper exchange for a test, on a free port, and stops it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const binary = process.env.MAXMIN_BINARY;
if (!binary) {
    throw new Error("MAXMIN_BINARY names no maxmin program");
}

/** Resolves when the exchange listens: { url, socketUrl, lines, stop() }. */
export async function startExchange(options = []) {
    const child = spawn(binary, ["paper", "--port", "0", ...options], { stdio: ["ignore", "pipe", "inherit"] });
    const lines = [];
    const port = await new Promise((resolve, reject) => {
        child.once("exit", (code) => reject(new Error(`maxmin paper ended with ${code}`)));
        createInterface({ input: child.stdout }).on("line", (line) => {
            lines.push(line);
            const found = line.match(/http:\/\/127\.0\.0\.1:(\d+)/);
            if (found) {
                resolve(found[1]);
            }
        });
    });
    child.removeAllListeners("exit");
    return {
        url: `http://127.0.0.1:${port}`,
        socketUrl: `ws://127.0.0.1:${port}/ws`,
        lines,
        /** Ends it; resolves to its exit code, null after SIGKILL. */
        async stop(signal = "SIGTERM") {
            child.kill(signal);
            const [code] = await once(child, "exit");
            return code;
        },
        /** POST /paper/<what> */
        async control(what, body = {}) {
            const reply = await fetch(`http://127.0.0.1:${port}/paper/${what}`, { method: "POST", body: JSON.stringify(body) });
            return reply.json();
        },
    };
}

/** Waits until `condition` gives something; fails after some seconds, saying what was awaited. */
export async function until(what, condition, seconds = 10) {
    const end = Date.now() + 1000 * seconds;
    for (;;) {
        const found = await condition();
        if (found) {
            return found;
        }
        if (Date.now() > end) {
            throw new Error(`${what}: not within ${seconds} s`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}
