package dev.halfstep.rows;

import dev.halfstep.file.WholeFile;
import dev.halfstep.graph.Graph;
import dev.halfstep.model.InputNames;
import dev.halfstep.model.InputSpec;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.npy.Npz;
import dev.halfstep.tensor.npy.StoredArray;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Samples for a model from a {@code .npy} or {@code .npz} file, told by its first bytes, or a folder of either. */
final class SampleFiles {

    private static final byte[] NPY_START = {(byte) 0x93, 'N'};
    private static final byte[] ZIP_START = {'P', 'K'};

    private SampleFiles() {}

    static boolean isNpy(Path file) {
        return startsWith(file, NPY_START);
    }

    static boolean isNpz(Path file) {
        return startsWith(file, ZIP_START);
    }

    private static boolean startsWith(Path file, byte[] start) {
        WholeFile.requireRegular(file);
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(start.length), start);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Problem unreadable(Path file, IOException e) {
        return Problem.of("this cannot be read: " + WholeFile.reason(e)).at(file.toString()).because(e);
    }

    /**
     * The samples in a file or folder.
     *
     * @throws Problem if they do not fit the model
     */
    static ArraySamples open(Path path, Graph graph) {
        List<InputSpec> inputs = InputSpec.of(graph);
        if (inputs.isEmpty()) {
            throw Problem.of("the model has no inputs").at(path.toString());
        }
        if (!Files.isDirectory(path)) {
            return ArraySamples.of(inputs, List.of(arrays(path, graph, inputs)), false);
        }
        var files = new ArrayList<List<StoredArray>>();
        for (Path file : files(path, inputs.size())) {
            files.add(arrays(file, graph, inputs));
        }
        return ArraySamples.of(inputs, files, true);
    }

    private static List<StoredArray> arrays(Path file, Graph graph, List<InputSpec> inputs) {
        if (isNpz(file)) {
            return new InputNames(graph, inputs).matched(file, Npz.arrays(file));
        }
        if (inputs.size() > 1) {
            throw Problem.of("the model has " + inputs.size() + " inputs, and the file holds one array")
                    .at(file.toString()).remedy("Give a .npz archive with an array for each: "
                            + InputNames.text(inputs) + ".");
        }
        return List.of(StoredArray.of(file));
    }

    private static List<Path> files(Path folder, int inputs) {
        List<Path> npy = files(folder, ".npy");
        List<Path> npz = files(folder, ".npz");
        if (!npy.isEmpty() && !npz.isEmpty()) {
            throw Problem.of("the folder holds .npy and .npz files").at(folder.toString())
                    .remedy("Keep those of one kind in it.");
        }
        if (npy.isEmpty() && npz.isEmpty()) {
            throw Problem.of("the folder holds no " + (inputs == 1 ? ".npy" : ".npz") + " files").at(folder.toString())
                    .remedy(inputs == 1 ? "Save each sample in it with numpy.save."
                            : "Save each sample in it with numpy.savez, an array for each input.");
        }
        return npy.isEmpty() ? npz : npy;
    }

    private static List<Path> files(Path folder, String suffix) {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                String name = name(file);
                if (name.toLowerCase(Locale.ROOT).endsWith(suffix) && !name.startsWith(".")
                        && !Files.isDirectory(file)) {
                    files.add(file);
                }
            }
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        files.sort(Comparator.comparing(SampleFiles::name, SampleFiles::compareNames));
        return files;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Compares names, and numbers in them as numbers: {@code s2} comes before {@code s10}. */
    static int compareNames(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = digitsEnd(a, i);
            int endB = digitsEnd(b, j);
            int order;
            if (endA > i && endB > j) {
                String numberA = a.substring(i, endA).replaceFirst("^0+", "");
                String numberB = b.substring(j, endB).replaceFirst("^0+", "");
                order = numberA.length() == numberB.length() ? numberA.compareTo(numberB)
                        : Integer.compare(numberA.length(), numberB.length());
            } else {
                order = Character.compare(a.charAt(i), b.charAt(j));
                endA = i + 1;
                endB = j + 1;
            }
            if (order != 0) {
                return order;
            }
            i = endA;
            j = endB;
        }
        int rest = Integer.compare(a.length() - i, b.length() - j);
        return rest == 0 ? a.compareTo(b) : rest;
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
