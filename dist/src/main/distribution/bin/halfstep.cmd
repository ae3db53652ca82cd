@echo off
rem Runs Halfstep from the folder above this one on Windows, with any Java 25 that is found. HALFSTEP_JAVA_OPTS is added to the
rem options of java. Which options a command gets, and why, is told in the script halfstep beside this one. For a quick start the
rem JVM keeps its classes in %LOCALAPPDATA%\halfstep; it makes these archives itself, and looks whether they still fit.
setlocal EnableExtensions DisableDelayedExpansion

set "APP_HOME=%~dp0.."
set "JAVA_FOUND="
call :try "%APP_HOME%\java"
if not defined JAVA_FOUND if defined JAVA_HOME call :try "%JAVA_HOME:"=%"
if not defined JAVA_FOUND call :try_all "%ProgramFiles%\Eclipse Adoptium"
if not defined JAVA_FOUND call :try_all "%ProgramFiles%\Java"
if not defined JAVA_FOUND call :try_all "%ProgramFiles%\Microsoft"
if not defined JAVA_FOUND call :try_all "%ProgramFiles%\Zulu"
if not defined JAVA_FOUND call :try_all "%ProgramFiles%\Amazon Corretto"
if not defined JAVA_FOUND for %%J in (java.exe) do if not "%%~$PATH:J"=="" call :try "%%~dp$PATH:J.."
if not defined JAVA_FOUND goto no_java

set "GROUP=short"
set "MUCH="
if "%~1"=="study" set "GROUP=training"
if "%~1"=="train" set "GROUP=training"
if "%~1"=="explain" set "GROUP=training"
if "%~1"=="predict" call :look_for_much %*
if "%~1"=="evaluate" call :look_for_much %*
if "%~1"=="run" call :look_for_much %*
if "%~1"=="inspect" call :look_for_runtime %*
if defined MUCH set "GROUP=rows"

set "OPTIONS=-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
set "OPTIONS=%OPTIONS% -Djdk.reflect.useNativeAccessorOnly=true"
set "OPTIONS=%OPTIONS% -DOPT_OUT_TRACKING=true -Dai.djl.offline=true -Dai.djl.pytorch.num_threads=1"
if "%GROUP%"=="rows" set "OPTIONS=%OPTIONS% --add-modules=jdk.incubator.vector"
if "%GROUP%"=="training" set "OPTIONS=%OPTIONS% -XX:Tier4InvocationThreshold=200000 -XX:Tier4MinInvocationThreshold=20000"
if "%GROUP%"=="training" set "OPTIONS=%OPTIONS% -XX:Tier4CompileThreshold=500000 -XX:Tier4BackEdgeThreshold=2000000"
if "%GROUP%"=="short" set "OPTIONS=%OPTIONS% -XX:TieredStopAtLevel=1"
if not "%GROUP%"=="rows" set "OPTIONS=%OPTIONS% -Dhalfstep.kernels=reference"

set "ID="
if exist "%APP_HOME%\lib\id" set /p ID=<"%APP_HOME%\lib\id"
set "CACHES=%LOCALAPPDATA%\halfstep"
if not defined ID goto start
if not defined LOCALAPPDATA goto start
if not exist "%CACHES%\" mkdir "%CACHES%" >nul 2>nul
if not exist "%CACHES%\" goto start
"%JAVA_FOUND%\bin\java.exe" %OPTIONS% -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%CACHES%\%ID%-%GROUP%.jsa" -Xlog:disable -Xlog:all=error,cds*=off,aot*=off:stderr %HALFSTEP_JAVA_OPTS% -cp "%APP_HOME%\lib\*" dev.halfstep.cli.Main %*
exit /b %ERRORLEVEL%

:start
"%JAVA_FOUND%\bin\java.exe" %OPTIONS% %HALFSTEP_JAVA_OPTS% -cp "%APP_HOME%\lib\*" dev.halfstep.cli.Main %*
exit /b %ERRORLEVEL%

rem Sets JAVA_FOUND if a folder holds a Java that is new enough. Its release file says so; starting java would take longer.
:try
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "MAJOR="
for /f "usebackq tokens=2 delims==" %%V in (`findstr /b "JAVA_VERSION=" "%~1\release"`) do for /f "tokens=1 delims=.-+_ " %%M in ("%%~V") do set "MAJOR=%%M"
if not defined MAJOR exit /b 0
if %MAJOR% GEQ 25 set "JAVA_FOUND=%~1"
exit /b 0

rem The same for each folder in a folder.
:try_all
if not exist "%~1\" exit /b 0
for /d %%D in ("%~1\*") do if not defined JAVA_FOUND call :try "%%~D"
exit /b 0

rem Sets MUCH if one of the arguments is a file to read of more than 256 KB. Here, too, "=" ends an argument.
:look_for_much
if "%~1"=="" exit /b 0
if "%~1"=="-o" goto skip_output
if "%~1"=="--output" goto skip_output
if "%~1"=="--json" goto skip_output
set "SIZE=%~z1"
if not defined SIZE set "SIZE=0"
if %SIZE% GTR 262144 set "MUCH=yes"
shift /1
goto look_for_much
:skip_output
shift /1
shift /1
goto look_for_much

rem Sets MUCH if inspect is to tell how large tables run.
:look_for_runtime
if "%~1"=="" exit /b 0
if "%~1"=="--runtime" set "MUCH=yes"
shift /1
goto look_for_runtime

:no_java
>&2 echo Halfstep needs a Java 25 or newer, and there is none in JAVA_HOME, in the folders of %ProgramFiles% or in PATH.
>&2 echo Install one, such as Eclipse Temurin 25 from https://adoptium.net, or set JAVA_HOME to its folder.
exit /b 1
