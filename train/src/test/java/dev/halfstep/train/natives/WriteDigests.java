package dev.halfstep.train.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes the digests of native code, for a new version of PyTorch: given the file to write, the jar {@code pytorch-jni}, and the
 * jars {@code pytorch-native-cpu} of all platforms.
 */
final class WriteDigests {

    private static final Pattern LIBRARY = Pattern.compile("pytorch/(cpu)/([^/]+)/([^/]+)");
    private static final Pattern BRIDGE = Pattern.compile("jnilib/([^/]+)/(cpu)/([^/]+)");

    private WriteDigests() {}

    public static void main(String[] arguments) throws IOException {
        List<Path> jars = Arrays.stream(arguments).map(Path::of).toList();
        var lines = new ArrayList<>(List.of("# PieceDigest, folder/file; written by WriteDigests of the tests"));
        of(jars.subList(1, jars.size())).forEach((file, digest) -> lines.add(digest + " " + file));
        Files.write(jars.getFirst(), lines);
    }

    /** By folder and name, as DJL unpacks them. */
    static SortedMap<String, String> of(List<Path> jars) throws IOException {
        var digests = new TreeMap<String, String>();
        Properties bridge = properties(jars.getFirst(), "jnilib/pytorch.properties");
        String djl = bridge.getProperty("jni_version").replaceFirst(".*-", "");
        for (Path jar : jars.subList(1, jars.size())) {
            Properties platform = properties(jar, "native/lib/pytorch.properties");
            String folder = String.join("-", platform.getProperty("version"), platform.getProperty("flavor"),
                    platform.getProperty("classifier"));
            try (var zip = new ZipFile(jar.toFile()); var bridges = new ZipFile(jars.getFirst().toFile())) {
                for (ZipEntry entry : zip.stream().toList()) {
                    Matcher name = LIBRARY.matcher(entry.getName());
                    if (name.matches()) {
                        digests.put(folder + "/" + name.group(3), digest(zip, entry));
                    }
                }
                for (ZipEntry entry : bridges.stream().toList()) {
                    Matcher name = BRIDGE.matcher(entry.getName());
                    if (name.matches() && folder.endsWith("-" + name.group(1))) {
                        digests.put(folder + "/" + djl + "-" + name.group(3), digest(bridges, entry));
                    }
                }
            }
        }
        return digests;
    }

    private static Properties properties(Path jar, String name) throws IOException {
        var properties = new Properties();
        try (var zip = new ZipFile(jar.toFile()); InputStream in = zip.getInputStream(zip.getEntry(name))) {
            properties.load(in);
        }
        return properties;
    }

    private static String digest(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return PieceDigest.ofCopied(in, OutputStream.nullOutputStream());
        }
    }
}
