package dev.halfstep.dist;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites a jar so that its classes have this JDK's class file version. The JVM keeps no class in its caches whose file is older
 * than version 50, and picocli's are of version 49. The code stays the same; what is added are the frames that newer versions are
 * verified by. The jar works as it is, too.
 */
final class NewerClasses {

    private static final int FIRST_WITH_FRAMES = ClassFile.JAVA_6_VERSION;

    private final ClassFile format;

    private NewerClasses(ClassLoader hierarchy) {
        format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS, ClassFile.ClassHierarchyResolverOption
                .of(ClassHierarchyResolver.ofResourceParsing(hierarchy)));
    }

    /** Rewrites a jar; its entries keep their times, so that the same jar gives the same bytes. */
    static void rewrite(Path jar) throws IOException {
        Path rewritten = jar.resolveSibling(jar.getFileName() + ".new");
        try (var hierarchy = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                var from = new JarFile(jar.toFile());
                var to = new JarOutputStream(Files.newOutputStream(rewritten))) {
            var classes = new NewerClasses(hierarchy);
            for (JarEntry entry : Collections.list(from.entries())) {
                byte[] content = from.getInputStream(entry).readAllBytes();
                var copy = new JarEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                to.putNextEntry(copy);
                to.write(entry.getName().endsWith(".class") ? classes.newer(content) : content);
            }
        }
        Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private byte[] newer(byte[] content) {
        ClassModel old = format.parse(content);
        if (old.majorVersion() >= FIRST_WITH_FRAMES) {
            return content;
        }
        byte[] newer = format.transformClass(old, (to, element) -> {
            switch (element) {
                case ClassFileVersion version -> to.withVersion(ClassFile.latestMajorVersion(), 0);
                case MethodModel method ->
                    to.transformMethod(method, MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
                default -> to.with(element);
            }
        });
        if (!format.verify(newer).isEmpty()) {
            throw new IllegalStateException(format.verify(newer).getFirst());
        }
        return newer;
    }
}
