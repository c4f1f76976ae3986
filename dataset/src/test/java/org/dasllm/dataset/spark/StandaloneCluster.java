package org.dasllm.dataset.spark;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Spark's standalone master and two workers in processes of their own on the loopback, from a folder laid out like Spark's
 * distribution: {@code jars/} links to the jars on this class path but ours.
 */
final class StandaloneCluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int SECONDS_TO_START = 30;
    static final int WORKERS = 2;
    private static final List<String> OURS = List.of(
            "dasllm-", "json-schema-validator-", "itu-", "jspecify-", "fastcsv-", "libphonenumber-", "opennlp-");

    private final Path home;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    private StandaloneCluster(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    static StandaloneCluster start(Path home) throws IOException, InterruptedException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar") && !ours(jar.getFileName().toString())) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
            }
        }
        StandaloneCluster cluster = new StandaloneCluster(home, freePort());
        try {
            cluster.launch(
                    "master",
                    "-Xmx512m",
                    "org.apache.spark.deploy.master.Master",
                    "--host",
                    LOOPBACK,
                    "--port",
                    Integer.toString(cluster.port),
                    "--webui-port",
                    "0");
            cluster.awaitMaster();
            for (int worker = 1; worker <= WORKERS; worker++) {
                cluster.launch(
                        "worker-" + worker,
                        "-Xmx512m",
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        LOOPBACK,
                        "--webui-port",
                        "0",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--work-dir",
                        home.resolve("work-" + worker).toString(),
                        cluster.url());
            }
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** What the cluster does not have: it must come with the job's jar. */
    private static boolean ours(String name) {
        return OURS.stream().anyMatch(name::startsWith);
    }

    String url() {
        return "spark://" + LOOPBACK + ":" + port;
    }

    /** Runs {@code spark-submit} and returns its exit code; its output goes to {@code submit.log}. */
    int submit(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "-Xmx512m",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                url(),
                "--conf",
                "spark.driver.host=" + LOOPBACK,
                "--conf",
                "spark.driver.bindAddress=" + LOOPBACK,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.sql.shuffle.partitions=3"));
        command.addAll(List.of(arguments));
        Process process = launch("submit", command.toArray(String[]::new));
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException("spark-submit does not end: " + log("submit"));
        }
        return process.exitValue();
    }

    String log(String name) throws IOException {
        return Files.readString(home.resolve(name + ".log"));
    }

    private Process launch(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", home.resolve("jars") + "/*"));
        command.addAll(List.of(System.getProperty("dasllm.spark.opens").split(" ", -1)));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", LOOPBACK);
        builder.environment().put("SPARK_LOCAL_DIRS", home.resolve("local").toString());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private void awaitMaster() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return;
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the master did not start: " + log("master"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ends executors, worker and master: a worker that is asked ends its executors, what is left is ended here. */
    @Override
    public void close() throws InterruptedException, IOException {
        List<ProcessHandle> started = new ArrayList<>();
        for (Process process : processes) {
            process.descendants().forEach(started::add);
            started.add(process.toHandle());
        }
        started.forEach(ProcessHandle::destroy);
        for (Process process : processes) {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        started.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        try (Stream<Path> links = Files.list(home.resolve("jars"))) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
    }
}
