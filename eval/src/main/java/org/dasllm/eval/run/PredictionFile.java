package org.dasllm.eval.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Sample;

/** The answers so far. Lines are only ever added; a last line that a killed process left half written is cut off. */
final class PredictionFile {
    private final Path file;
    private final String plan;
    private final Map<String, Prediction> byId = new LinkedHashMap<>();

    private PredictionFile(Path file, String plan) {
        this.file = file;
        this.plan = plan;
    }

    /** @param plan the hash that every line must carry */
    static PredictionFile open(Path file, String plan) {
        PredictionFile predictions = new PredictionFile(file, plan);
        try {
            if (Files.exists(file)) {
                predictions.readWhole(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
        return predictions;
    }

    Map<String, Prediction> byId() {
        return byId;
    }

    /** The predictions of these samples, in their order; all must have been asked. */
    List<Prediction> of(List<Sample> samples) {
        List<Prediction> predictions = new ArrayList<>();
        for (Sample sample : samples) {
            Prediction prediction = byId.get(sample.id());
            if (prediction == null) {
                throw new IllegalStateException("no answer to " + sample.id());
            }
            predictions.add(prediction);
        }
        return predictions;
    }

    private void readWhole(byte[] bytes) throws IOException {
        int begin = 0;
        int number = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                number++;
                boolean last = i == bytes.length - 1;
                if (!take(new String(bytes, begin, i - begin, StandardCharsets.UTF_8), number, last)) {
                    break;
                }
                begin = i + 1;
            }
        }
        if (begin < bytes.length) {
            truncate(begin);
        }
    }

    /** False where the line is the last one and broken. */
    private boolean take(String line, int number, boolean last) {
        try {
            Prediction prediction = Json.mapper().readValue(line, Prediction.class);
            if (!prediction.plan().equals(plan)) {
                throw DasllmException.input(
                        file + ":" + number + " was answered under another plan (" + prediction.plan() + ")",
                        "Restore the files of this evaluation, or move its folder away to evaluate anew");
            }
            byId.putIfAbsent(prediction.id(), prediction);
            return true;
        } catch (JsonProcessingException e) {
            if (last) {
                return false;
            }
            throw DasllmException.input(
                    file + ":" + number + " does not parse",
                    "Restore the file, or move the evaluation's folder away to evaluate anew",
                    e);
        }
    }

    private void truncate(long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    /** Adds the predictions and returns when they are on the disk. */
    void append(List<Prediction> predictions) {
        StringBuilder lines = new StringBuilder();
        predictions.forEach(p -> lines.append(Json.line(p)).append('\n'));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            throw FileFailure.writing(file, bytes.length, e);
        }
        predictions.forEach(p -> byId.put(p.id(), p));
    }
}
