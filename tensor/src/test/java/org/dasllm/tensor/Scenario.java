package org.dasllm.tensor;

/**
 * Some calls of the contract with fixed random inputs. What it records must be the same on every device, and on one device
 * the same to the last bit each time.
 */
record Scenario(String name, Script script) {

    /** The calls; opens what it needs on the given device, and closes it. */
    interface Script {
        void run(Device device, Recording recording);
    }

    Recording run(Device device) {
        Recording recording = new Recording();
        script.run(device, recording);
        return recording;
    }
}
