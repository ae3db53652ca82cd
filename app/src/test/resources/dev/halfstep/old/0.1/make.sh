#!/usr/bin/env bash
# Makes the files of this folder: ./make.sh HALFSTEP CLONE, with the halfstep of that version and a clone for its examples.
set -euo pipefail
halfstep=$1 clone=$2
cd "$(dirname "$0")"
wages=$clone/examples/wages.csv
bare=$clone/core/src/test/resources/dev/halfstep/reference/mlp_relu

# Models that carry a pipeline: predictions for the same rows.
head -n 41 "$wages" >rows.csv
"$halfstep" study "$wages" --target wage --hidden 4 --epochs 5 -o study
mv study/*.tflite .
# Only large weights are integers in a model of dynamic range.
"$halfstep" train "$wages" --target wage --hidden 64 --epochs 5 -o large.tflite
"$halfstep" quantize large.tflite --precision dynamic-range -o dynamic-range.tflite
"$halfstep" train "$wages" --target wage,age --hidden 4 --epochs 5 -o two-targets.tflite
for mapping in log yeo-johnson quantile; do
    "$halfstep" train "$wages" --target wage --hidden 4 --epochs 5 --target-mapping $mapping -o mapping.tflite
    "$halfstep" quantize mapping.tflite --precision full-uint8 --calibrate "$wages" -o $mapping-full-uint8.tflite
done
quantize() {
    "$halfstep" quantize float32.tflite --calibrate "$wages" --precision "$@"
}
quantize full-int8 --vernier 4 -o vernier-full-int8.tflite
quantize full-uint8 --width 2 --recipe best -o wide-full-uint8.tflite
quantize full-uint8 --input-codes shared -o shared-full-uint8.tflite
quantize int8 --input-codes shared -o shared-int8.tflite
quantize int16x8 --io int16 -o int16-int16x8.tflite
quantize full-int8 --recipe tensorflow -o tensorflow-full-int8.tflite
quantize full-uint8 --fine-tune float --fine-tune-epochs 5 -o tuned-full-uint8.tflite
"$halfstep" quantize two-targets.tflite --calibrate "$wages" --precision full-int8 -o two-targets-full-int8.tflite
printf '{"name": "mine", "base": "best", "vernier": 2, "headroom": 0.05}\n' >recipe.json
quantize full-int8 --recipe recipe.json -o recipe-full-int8.tflite
cat >all-fields.json <<'END'
{"name": "all", "ranges": "percentile", "headroom": 0.04, "hiddenHeadroom": 0.2, "perChannelWeights": true,
 "biasCorrection": true, "featureCodes": true, "equalization": true, "fitting": "thorough", "width": 1.0, "vernier": 1,
 "dynamicRangeMinElements": 1024, "converterScales": false, "keepFloat": []}
END
quantize full-int8 --recipe all-fields.json -o all-fields-full-int8.tflite
rm -rf study mapping.tflite large.tflite
for model in *.tflite; do
    "$halfstep" predict "$model" --data rows.csv -o "${model%.tflite}.csv"
done

# Models without one: outputs for the same samples.
mkdir -p bare
cp "$bare.input.npy" bare/input.npy
for precision in float16 int8 full-uint8 full-int8 int16x8; do
    "$halfstep" quantize "$bare.float32.tflite" --precision $precision --calibrate "$bare.calibration.npy" \
        -o bare/$precision.tflite
done
"$halfstep" quantize "$bare.float32.tflite" --precision full-uint8 --input-codes per-feature \
    --calibrate "$bare.calibration.npy" -o bare/per-feature-full-uint8.tflite
for model in bare/*.tflite; do
    "$halfstep" run "$model" --input bare/input.npy -o "${model%.tflite}.npy"
done
